package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What a subscriber that was away or is behind receives while publications continue. */
class CatchUpTest {
    private static final int BODY = 20_000;
    /** So many of BODY bytes are far more than the kernel buffers for a reader. */
    private static final int FAR_BEHIND = 300;

    @Nested
    class OnTheFastLane extends OnALane {
        OnTheFastLane() {
            super(LaneChoice.FAST, 1);
        }
    }

    @Nested
    class OnTwoLoops extends OnALane {
        OnTwoLoops() {
            super(LaneChoice.FAST, 2);
        }
    }

    @Nested
    class OnTheChannelLane extends OnALane {
        OnTheChannelLane() {
            super(LaneChoice.CHANNEL, 1);
        }
    }

    @Nested
    class OnTheChannelLaneOverTls extends OnALane {
        OnTheChannelLaneOverTls() {
            super(LaneChoice.CHANNEL, 1);
        }

        @Override
        TestService serve() throws Exception {
            TestCertificates own = TestCertificates.in(folder, "own");
            return new TestService(settings().with(own.settings()), Optional.of(own.trusted()));
        }
    }

    @TempDir
    private static Path folder;

    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class OnALane {
        private final LaneChoice lane;
        private final int loops;
        private TestService service;

        OnALane(LaneChoice lane, int loops) {
            this.lane = lane;
            this.loops = loops;
        }

        TestService serve() throws Exception {
            return new TestService(settings());
        }

        ServiceSettings settings() {
            return TestService.settings(lane, loops, SocketSettings.defaults())
                    .with(List.of(
                            rule("all.**", Integer.MAX_VALUE, SlowReaderPolicy.CATCH_UP),
                            rule("few.**", 50, SlowReaderPolicy.CATCH_UP),
                            rule("strict.**", 50, SlowReaderPolicy.CATCH_UP_OR_DISCONNECT)))
                    .withHistoryBytes(100 << 20);
        }

        private static TopicSettings rule(String pattern, int messages, SlowReaderPolicy policy) {
            return new TopicSettings(
                    new TopicPattern(pattern),
                    policy,
                    Optional.of(new HistoryBounds(messages, Long.MAX_VALUE, Duration.ZERO)),
                    false,
                    Optional.empty());
        }

        @BeforeAll
        void start() throws Exception {
            service = serve();
        }

        @AfterAll
        void stop() {
            service.close();
        }

        @Test
        void reconnectingSubscribersReceiveEverythingOnceAndInOrder() throws Exception {
            int publications = 400;
            List<Callable<List<Integer>>> subscribers = new ArrayList<>();
            for (int seed = 0; seed < 6; seed++) {
                Random random = new Random(seed);
                String pattern = List.of("all.away.a", "all.away.*", "**").get(seed % 3);
                JsonObject first = subscribe(pattern).put("since", publishOne("all.away.begin", "begin"));
                subscribers.add(() -> receive(first, publications, random));
            }
            List<Integer> expected = IntStream.range(0, publications).boxed().toList();
            try (ExecutorService threads = Executors.newCachedThreadPool()) {
                List<Future<List<Integer>>> received =
                        subscribers.stream().map(threads::submit).toList();
                for (int number : expected) {
                    publishOne("all.away.a", "" + number);
                    publishOne("all.away.b", "beside");
                }
                for (Future<List<Integer>> one : received) {
                    assertThat(one.get()).isEqualTo(expected);
                }
            }
        }

        /** Receives the numbers on one topic, over as many connections as necessary. */
        private List<Integer> receive(JsonObject firstSubscribe, int count, Random random) throws IOException {
            List<Integer> numbers = new ArrayList<>();
            JsonObject subscribe = firstSubscribe;
            while (numbers.size() < count) {
                try (RawClient client = session()) {
                    client.sendText(subscribe.encode());
                    assertThat(next(client, "subscribed").getBoolean("recovered"))
                            .isTrue();
                    for (int left = random.nextInt(60); left > 0 && numbers.size() < count; left--) {
                        JsonObject message = next(client, "message");
                        if (message.getString("topic").equals("all.away.a")) {
                            numbers.add(Integer.parseInt(message.getString("data")));
                        }
                        subscribe = subscribe.copy().put("since", message.getString("id"));
                    }
                }
            }
            return numbers;
        }

        @Test
        void aReaderThatStoppedCatchesUpFromTheLogWithASmallOutbox() throws Exception {
            try (RawClient stopped = stopped("/topics/all.slow.*")) {
                for (int number = 0; number < FAR_BEHIND; number++) {
                    publishOne("all.slow.a", number + " ".repeat(BODY));
                }
                assertThat(service.metric("carillon_outbox_bytes")).isLessThan(200_000);
                for (int number = 0; number < FAR_BEHIND; number++) {
                    assertThat(number(stopped.readFrame())).isEqualTo(number);
                }
                publishOne("all.slow.a", FAR_BEHIND + " ");
                assertThat(number(stopped.readFrame())).isEqualTo(FAR_BEHIND);
            }
        }

        @Test
        void aReaderIsCountedOnlyWhileItCatchesUp() throws Exception {
            try (RawClient readsOn = stopped("/topics/all.counted");
                    RawClient goes = stopped("/topics/all.counted")) {
                int published = 0;
                while (service.metric("carillon_catching_up") < 2) {
                    publishOne("all.counted", published++ + " ".repeat(BODY));
                }
                goes.reset();
                awaitCatchingUp(1);
                for (int number = 0; number < published; number++) {
                    assertThat(number(readsOn.readFrame())).isEqualTo(number);
                }
                awaitCatchingUp(0);
                publishOne("all.counted", published + " ");
                assertThat(number(readsOn.readFrame())).isEqualTo(published);
            }
        }

        private void awaitCatchingUp(int readers) throws Exception {
            while (service.metric("carillon_catching_up") != readers) {
                Thread.onSpinWait();
            }
        }

        @Test
        void aSessionThatCatchesUpAlsoReceivesTopicsThatAreNotRemembered() throws Exception {
            try (RawClient stopped = stopped("/ws")) {
                for (String topic : List.of("all.mixed.**", "other", "all.mixed.a")) {
                    stopped.sendText(subscribe(topic).encode());
                    next(stopped, "subscribed");
                }
                for (int number = 0; number < FAR_BEHIND; number++) {
                    publishOne(number % 2 == 0 ? "all.mixed.a" : "all.mixed.b", number + " ".repeat(BODY));
                }
                service.publish("other", "-1");
                List<Integer> numbers = new ArrayList<>();
                while (numbers.size() <= FAR_BEHIND) {
                    numbers.add(Integer.parseInt(
                            next(stopped, "message").getString("data").strip()));
                }
                assertThat(numbers).contains(-1);
                numbers.remove(Integer.valueOf(-1));
                assertThat(numbers)
                        .isEqualTo(IntStream.range(0, FAR_BEHIND).boxed().toList());
            }
        }

        @Test
        void aSessionReceivesMissedWhenItsPositionHasLeftTheLogAndContinues() throws Exception {
            try (RawClient stopped = stopped("/ws")) {
                stopped.sendText(subscribe("few.told").encode());
                next(stopped, "subscribed");
                for (int number = 0; number < FAR_BEHIND; number++) {
                    publishOne("few.told", number + " ".repeat(BODY));
                }
                int number = -1;
                int gaps = 0;
                while (number < FAR_BEHIND - 1) {
                    JsonObject event = new JsonObject(stopped.readFrame().substring("text ".length()));
                    if (event.getString("type").equals("missed")) {
                        gaps++;
                    } else {
                        int next = Integer.parseInt(event.getString("data").strip());
                        assertThat(next == number + 1 || gaps > 0)
                                .as("%s behind %s", next, number)
                                .isTrue();
                        number = next;
                    }
                }
                assertThat(gaps).isPositive();
            }
        }

        @Test
        void catchUpOrDisconnectClosesAReaderWhosePositionHasLeftTheLog() throws Exception {
            double before = service.metric("carillon_slow_readers_closed_total{reason=\"history\"}");
            try (RawClient stopped = stopped("/topics/strict.a")) {
                for (int number = 0; number < FAR_BEHIND; number++) {
                    publishOne("strict.a", number + " ".repeat(BODY));
                }
                int number = 0;
                String frame = stopped.readFrame();
                while (frame.startsWith("text ")) {
                    assertThat(number(frame)).isEqualTo(number++);
                    frame = stopped.readFrame();
                }
                assertThat(number).isLessThan(FAR_BEHIND);
            }
            while (service.metric("carillon_slow_readers_closed_total{reason=\"history\"}") == before) {
                Thread.onSpinWait();
            }
        }

        @Test
        void aGapReportedOnSubscribeIsNotReportedAgain() throws Exception {
            String since = publishOne("strict.back", "-1");
            for (int number = 0; number < 60; number++) {
                publishOne("strict.back", "" + number);
            }
            for (List<String> topics : List.of(
                    List.of("strict.back", "all.beside"),
                    List.of("all.beside", "strict.back"),
                    List.of("all.beside.*", "strict.*"))) {
                try (RawClient client = session()) {
                    for (String topic : topics) {
                        client.sendText(subscribe(topic).put("since", since).encode());
                    }
                    List<JsonObject> subscribed = new ArrayList<>();
                    List<Integer> numbers = new ArrayList<>();
                    while (subscribed.size() < 2 || numbers.size() < 50) {
                        JsonObject event = new JsonObject(client.readFrame().substring("text ".length()));
                        if (event.getString("type").equals("subscribed")) {
                            subscribed.add(event);
                        } else {
                            // No missed event and no end, since the client was told before.
                            assertThat(event.getString("type")).as("%s", event).isEqualTo("message");
                            numbers.add(Integer.parseInt(event.getString("data")));
                        }
                    }
                    assertThat(subscribed)
                            .allSatisfy(event -> assertThat(event.getBoolean("recovered"))
                                    .isEqualTo(event.getString("topic").startsWith("all")));
                    assertThat(numbers)
                            .isEqualTo(IntStream.range(10, 60).boxed().toList());
                }
            }
        }

        @Test
        void aStoppingServiceDeliversTheRestToSubscribersThatCatchUp() throws Exception {
            TestService stopping =
                    new TestService(settings().with(new StopSettings(Duration.ZERO, Duration.ofMillis(100))));
            String since = new JsonObject(stopping.publish("all.end", "begin").body()).getString("id");
            for (int number = 0; number < FAR_BEHIND; number++) {
                stopping.publish("all.end", number + " ".repeat(BODY));
            }
            CompletableFuture<Void> stopped;
            try (RawClient raw = stopping.client(4096);
                    RawClient session = stopping.client(4096)) {
                raw.send(RawClient.handshake("/topics/all.end?since=" + since, ""));
                raw.readHead();
                session.send(RawClient.handshake("/ws", ""));
                session.readHead();
                next(session, "welcome");
                session.sendText(subscribe("all.**").put("since", since).encode());
                next(session, "subscribed");
                stopped = CompletableFuture.runAsync(stopping::close);
                for (int number = 0; number < FAR_BEHIND; number++) {
                    assertThat(number(raw.readFrame())).isEqualTo(number);
                }
                assertThat(raw.readFrame()).startsWith("close 1012");
                for (int number = 0; number < FAR_BEHIND; number++) {
                    assertThat(next(session, "message").getString("data").strip())
                            .isEqualTo("" + number);
                }
                next(session, "bye");
            }
            stopped.join();
        }

        @Test
        void aRawWebSocketStartsAtThePositionInItsQuery() throws Exception {
            String first = publishOne("all.query", "0");
            publishOne("all.query", "1");
            publishOne("all.query", "2");
            for (String query : List.of("last=2", "since=" + first)) {
                try (RawClient client = service.open("/topics/all.query?" + query)) {
                    assertThat(client.readFrame()).isEqualTo("text 1");
                    assertThat(client.readFrame()).isEqualTo("text 2");
                }
            }
        }

        private static int number(String frame) {
            assertThat(frame).startsWith("text ");
            return Integer.parseInt(frame.substring("text ".length()).strip());
        }

        private static JsonObject subscribe(String topic) {
            return new JsonObject().put("type", "subscribe").put("topic", topic);
        }

        private static JsonObject next(RawClient client, String type) throws IOException {
            JsonObject event = new JsonObject(client.readFrame().substring("text ".length()));
            assertThat(event.getString("type")).as("%s", event).isEqualTo(type);
            return event;
        }

        private String publishOne(String topic, String body) throws Exception {
            return new JsonObject(service.publish(topic, body).body()).getString("id");
        }

        private RawClient session() throws IOException {
            RawClient client = service.open("/ws");
            next(client, "welcome");
            return client;
        }

        /** A client with a small buffer in the kernel, which reads nothing yet. */
        private RawClient stopped(String path) throws IOException {
            RawClient client = service.client(4096);
            client.send(RawClient.handshake(path, ""));
            client.readHead();
            if (path.equals("/ws")) {
                next(client, "welcome");
            }
            return client;
        }
    }
}
