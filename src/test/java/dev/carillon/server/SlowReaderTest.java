package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What a reader that stops or reads slowly receives, and what the others receive meanwhile. */
class SlowReaderTest {
    private static final int BODY = 20_000;
    private static final long OUTBOX = 256 << 10;
    /** So many of BODY bytes keep a reader within that bound below four times the bound, where it is disconnected. */
    private static final int BURST = 8;
    /** So many of BODY bytes are more than the kernel buffers in both directions together. */
    private static final int ECHOES = 2000;

    @Nested
    class OnTheFastLane extends OnALane {
        OnTheFastLane() {
            super(LaneChoice.FAST);
        }
    }

    @Nested
    class OnTheChannelLane extends OnALane {
        OnTheChannelLane() {
            super(LaneChoice.CHANNEL);
        }
    }

    @Nested
    class OnTheChannelLaneOverTls extends OnALane {
        OnTheChannelLaneOverTls() {
            super(LaneChoice.CHANNEL);
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
        private TestService service;
        private int published;

        OnALane(LaneChoice lane) {
            this.lane = lane;
        }

        TestService serve() throws Exception {
            return new TestService(settings());
        }

        ServiceSettings settings() {
            return TestService.settings(lane, 1, SocketSettings.defaults())
                    .with(List.of(
                            new TopicSettings(new TopicPattern("*.ticks"), SlowReaderPolicy.DROP_OLDEST),
                            new TopicSettings(new TopicPattern("*.log"), SlowReaderPolicy.DROP_NEWEST),
                            new TopicSettings(new TopicPattern("*.price.*"), SlowReaderPolicy.LATEST)));
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
        void dropOldestDeliversTheEndOfTheStreamToAReaderThatStopped() throws Exception {
            double before = dropped("drop-oldest");
            try (RawClient stopped = stopped("oldest.**");
                    RawClient reader = subscriber("oldest.**")) {
                publishUntilDropped("oldest.ticks", "drop-oldest", reader);
                List<Integer> got = readToTheEnd("oldest", stopped);
                int firstAfterTheGap = endOfFirstRun(got);
                assertThat(got.subList(firstAfterTheGap, got.size())).isEqualTo(numbers(got.get(firstAfterTheGap)));
                assertThat(dropped("drop-oldest") - before)
                        .isEqualTo(published - got.size())
                        .isEqualTo(got.get(firstAfterTheGap) - firstAfterTheGap - 1);
            }
        }

        @Test
        void dropNewestDeliversTheStartOfTheStreamToAReaderThatStopped() throws Exception {
            double before = dropped("drop-newest");
            try (RawClient stopped = stopped("newest.**");
                    RawClient reader = subscriber("newest.**")) {
                publishUntilDropped("newest.log", "drop-newest", reader);
                List<Integer> got = readToTheEnd("newest", stopped);
                assertThat(endOfFirstRun(got)).isEqualTo(got.size());
                assertThat(dropped("drop-newest") - before).isEqualTo(published - got.size());
            }
        }

        @Test
        void latestDeliversTheNewestOfEachTopicToAReaderThatStopped() throws Exception {
            double before = dropped("latest");
            try (RawClient stopped = stopped("latest.**");
                    RawClient reader = subscriber("latest.**")) {
                publishUntilDropped("latest.price.a", "latest", reader);
                publish("latest.price.b", reader);
                publish("latest.price.a", reader);
                publish("latest.price.b", reader);
                List<Integer> got = readToTheEnd("latest", stopped);
                int end = endOfFirstRun(got);
                assertThat(got.subList(end, got.size())).containsExactly(published - 1, published);
                assertThat(dropped("latest") - before).isEqualTo(published - got.size());
            }
        }

        @Test
        void aSessionReceivesTheNumberOfDroppedPublications() throws Exception {
            double before = dropped("drop-oldest");
            try (RawClient stopped = stoppedAt("/ws");
                    RawClient reader = subscriber("told.**")) {
                assertThat(event(stopped).getString("type")).isEqualTo("welcome");
                stopped.sendText("{\"type\":\"subscribe\",\"topic\":\"told.**\"}");
                assertThat(event(stopped).getString("type")).isEqualTo("subscribed");
                publishUntilDropped("told.ticks", "drop-oldest", reader);
                service.publish("told.end", "end");
                int last = 0;
                int missed = 0;
                for (JsonObject event = event(stopped);
                        !"end".equals(event.getString("data"));
                        event = event(stopped)) {
                    if (event.getString("type").equals("missed")) {
                        missed += event.getInteger("count");
                        last += event.getInteger("count");
                    } else {
                        last++;
                        assertThat(event.getString("data").strip()).isEqualTo("" + last);
                    }
                }
                assertThat(last).isEqualTo(published);
                awaitTick();
                assertThat(dropped("drop-oldest") - before).isEqualTo(missed);
            }
        }

        private static JsonObject event(RawClient session) throws IOException {
            return new JsonObject(session.readFrame().substring("text ".length()));
        }

        @Test
        void disconnectToleratesAReaderThatIsBrieflyAboveItsLimit() throws Exception {
            double before = closed("backlog") + closed("stalled");
            try (RawClient slow = stopped("patience.**");
                    RawClient reader = subscriber("patience.**")) {
                published = 0;
                do {
                    for (int i = 0; i < BURST; i++) {
                        publish("patience.all", reader);
                    }
                    awaitTick();
                } while (service.metric("carillon_outbox_bytes") <= OUTBOX);
                assertThat(readToTheEnd("patience", slow)).isEqualTo(numbers(1));
                assertThat(closed("backlog") + closed("stalled")).isEqualTo(before);
            }
        }

        @Test
        void disconnectClosesAReaderThatStoppedAndOthersReceiveEverything() throws Exception {
            double before = closed("backlog");
            try (RawClient stopped = stopped("hurry.**");
                    RawClient reader = subscriber("hurry.**")) {
                published = 0;
                while (closed("backlog") == before) {
                    publish("hurry.all", reader);
                }
                awaitTick();
                assertThat(service.metric("carillon_outbox_bytes")).isZero();
                assertThat(stopped.socket.isConnected()).isTrue();
            }
        }

        @Test
        void aSlowReaderReceivesEachTopicInOrderAndDropsAreCounted() throws Exception {
            double before = dropped("drop-oldest") + dropped("drop-newest") + dropped("latest");
            try (RawClient slow = stopped("mixed.**");
                    RawClient reader = subscriber("mixed.**")) {
                List<Integer> got = new ArrayList<>();
                published = 0;
                while (dropped("drop-oldest") + dropped("drop-newest") + dropped("latest") - before < 100) {
                    for (String topic : List.of("mixed.ticks", "mixed.log", "mixed.price.a", "mixed.price.b")) {
                        publish(topic, reader);
                    }
                    got.add(number(slow.readFrame()));
                }
                got.addAll(readToTheEnd("mixed", slow));
                for (int topic = 0; topic < 4; topic++) {
                    int remainder = (topic + 1) % 4;
                    assertThat(got.stream().filter(n -> n % 4 == remainder).toList())
                            .isSorted()
                            .doesNotHaveDuplicates();
                }
                awaitTick();
                assertThat(dropped("drop-oldest") + dropped("drop-newest") + dropped("latest") - before)
                        .isEqualTo(published - got.size());
            }
        }

        @Test
        void aClientThatReadsNoEchoesIsPausedAndLaterReceivesAll() throws Exception {
            double before = closed("backlog");
            AtomicInteger sent = new AtomicInteger();
            try (RawClient asker = stoppedAt("/echo")) {
                Thread asking = Thread.ofVirtual().start(() -> ask(asker, sent));
                int asked;
                do {
                    asked = sent.get();
                    awaitTick();
                } while (sent.get() > asked);
                assertThat(asked).as("more than the kernel keeps").isBetween(1, ECHOES - 1);
                assertThat(service.metric("carillon_outbox_bytes")).isLessThanOrEqualTo(OUTBOX);
                for (int i = 0; i < ECHOES; i++) {
                    assertThat(asker.readFrame()).isEqualTo("binary " + BODY);
                }
                asking.join();
            }
            assertThat(closed("backlog")).isEqualTo(before);
        }

        private static void ask(RawClient asker, AtomicInteger sent) {
            byte[] question = RawClient.FRAMES.binary(new byte[BODY]);
            try {
                while (sent.get() < ECHOES) {
                    asker.send(question);
                    sent.incrementAndGet();
                }
            } catch (IOException ended) {
                // The reader of the echoes fails too, and is reported.
                throw new UncheckedIOException(ended);
            }
        }

        /** Publishes until something is left out for the stopped reader; {@code reader} receives everything. */
        private void publishUntilDropped(String topic, String policy, RawClient reader) throws Exception {
            double before = dropped(policy);
            published = 0;
            while (dropped(policy) < before + 20) {
                publish(topic, reader);
            }
            awaitTick();
            assertThat(service.metric("carillon_outbox_bytes")).isLessThanOrEqualTo(OUTBOX);
        }

        private void publish(String topic, RawClient reader) throws Exception {
            published++;
            service.publish(topic, published + " ".repeat(BODY));
            assertThat(number(reader.readFrame())).isEqualTo(published);
        }

        /** Reads up to a last publication, which is left out for no reader. */
        private List<Integer> readToTheEnd(String family, RawClient client) throws Exception {
            service.publish(family + ".end", "0");
            List<Integer> got = new ArrayList<>();
            for (int n = number(client.readFrame()); n > 0; n = number(client.readFrame())) {
                got.add(n);
            }
            awaitTick();
            return got;
        }

        private static int number(String frame) {
            assertThat(frame).startsWith("text ");
            return Integer.parseInt(frame.substring("text ".length()).strip());
        }

        /** The length of the first run of consecutive {@code numbers}, from 1. */
        private static int endOfFirstRun(List<Integer> numbers) {
            int end = 0;
            while (end < numbers.size() && numbers.get(end) == end + 1) {
                end++;
            }
            return end;
        }

        private List<Integer> numbers(int from) {
            List<Integer> all = new ArrayList<>();
            for (int n = from; n <= published; n++) {
                all.add(n);
            }
            return all;
        }

        /** The meters are updated on each tick: when they show more sent bytes, they include everything before. */
        private void awaitTick() throws Exception {
            try (RawClient echo = subscriber("tick")) {
                for (int i = 0; i < 2; i++) {
                    double before = service.metric("carillon_received_bytes_total");
                    echo.send(RawClient.FRAMES.pong(new byte[0]));
                    while (service.metric("carillon_received_bytes_total") <= before) {
                        Thread.onSpinWait();
                    }
                }
            }
        }

        private double dropped(String policy) throws Exception {
            return service.metric("carillon_dropped_total{policy=\"" + policy + "\"}");
        }

        private double closed(String reason) throws Exception {
            return service.metric("carillon_slow_readers_closed_total{reason=\"" + reason + "\"}");
        }

        private RawClient subscriber(String pattern) throws IOException {
            return service.open("/topics/" + pattern);
        }

        /** A client with a small buffer in the kernel, which reads nothing yet. */
        private RawClient stopped(String pattern) throws IOException {
            return stoppedAt("/topics/" + pattern);
        }

        private RawClient stoppedAt(String path) throws IOException {
            RawClient client = service.client(4096);
            client.send(RawClient.handshake(path, ""));
            client.readHead();
            return client;
        }
    }
}
