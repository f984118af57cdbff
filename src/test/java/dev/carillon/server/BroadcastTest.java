package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.PingChoice;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Broadcasting over real sockets: subscribers receive publications, on every loop and either lane. */
class BroadcastTest {

    @Nested
    class OnTheFastLane extends OnALane {
        OnTheFastLane() {
            super(LaneChoice.FAST, 1);
        }
    }

    @Nested
    class OnTheFastLaneWithThreeLoops extends OnALane {
        OnTheFastLaneWithThreeLoops() {
            super(LaneChoice.FAST, 3);
        }
    }

    @Nested
    class OnTheChannelLane extends OnALane {
        OnTheChannelLane() {
            super(LaneChoice.CHANNEL, 1);
        }
    }

    @Nested
    class OnTheChannelLaneWithThreeLoops extends OnALane {
        OnTheChannelLaneWithThreeLoops() {
            super(LaneChoice.CHANNEL, 3);
        }
    }

    @Nested
    class OnTheChannelLaneOverTls extends OnALane {
        OnTheChannelLaneOverTls() {
            super(LaneChoice.AUTO, 1);
        }

        @Override
        TestService serve(SocketSettings sockets) throws Exception {
            TestCertificates own = TestCertificates.in(folder, "own");
            return new TestService(
                    TestService.settings(LaneChoice.AUTO, 1, sockets).with(own.settings()), Optional.of(own.trusted()));
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

        TestService serve(SocketSettings sockets) throws Exception {
            return new TestService(TestService.settings(lane, loops, sockets));
        }

        @BeforeAll
        void start() throws Exception {
            service = serve(TestService.sockets(Duration.ofSeconds(60), PingChoice.OFF, 1000));
        }

        @AfterAll
        void stop() {
            service.close();
        }

        @Test
        void aPublicationByHttpReachesEverySubscriber() throws Exception {
            List<RawClient> subscribers = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                subscribers.add(subscriber("/topics/news.today"));
            }
            HttpResponse<String> answer = service.publish("news.today", "hello");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).isEqualTo("{\"topic\":\"news.today\"}");
            for (RawClient subscriber : subscribers) {
                assertThat(subscriber.readFrame()).isEqualTo("text hello");
                subscriber.close();
            }
        }

        @Test
        void publicationsArriveOnceAndInOrder() throws Exception {
            try (RawClient subscriber = subscriber("/topics/order")) {
                for (int i = 0; i < 50; i++) {
                    service.publish("order", "message " + i);
                }
                for (int i = 0; i < 50; i++) {
                    assertThat(subscriber.readFrame()).isEqualTo("text message " + i);
                }
            }
        }

        @Test
        void aSubscriberOfAPatternReceivesOnlyMatchingPublications() throws Exception {
            try (RawClient one = subscriber("/topics/sport.*");
                    RawClient all = subscriber("/topics/sport.**")) {
                service.publish("sport.tennis", "1");
                service.publish("sport.tennis.wimbledon", "2");
                service.publish("sport", "3");
                service.publish("sport.golf", "4");
                assertThat(one.readFrame()).isEqualTo("text 1");
                assertThat(one.readFrame()).isEqualTo("text 4");
                assertThat(all.readFrame()).isEqualTo("text 1");
                assertThat(all.readFrame()).isEqualTo("text 2");
                assertThat(all.readFrame()).isEqualTo("text 4");
            }
        }

        @Test
        void aMessageOfASubscriberReachesAllSubscribersAndItself() throws Exception {
            try (RawClient one = subscriber("/topics/chat");
                    RawClient other = subscriber("/topics/chat")) {
                one.sendText("hi");
                assertThat(one.readFrame()).isEqualTo("text hi");
                assertThat(other.readFrame()).isEqualTo("text hi");
                other.send(RawClient.FRAMES.binary(new byte[] {1, 2, 3}));
                assertThat(one.readFrame()).isEqualTo("binary 3");
                assertThat(other.readFrame()).isEqualTo("binary 3");
            }
        }

        @Test
        void publishingToAPatternClosesTheConnection() throws Exception {
            try (RawClient client = service.open("/topics/chat.*")) {
                client.sendText("hi");
                assertThat(client.readFrame())
                        .isEqualTo("close 1008 expected no message, because a client can publish to a topic only,"
                                + " but was one to the pattern chat.*");
            }
        }

        @Test
        void aLargePublicationArrivesWhole() throws Exception {
            byte[] body = new byte[900_000];
            try (RawClient client = subscriber("/topics/large")) {
                service.publish("large", "application/octet-stream", body);
                assertThat(client.readFrame()).isEqualTo("binary 900000");
            }
        }

        @Test
        void aSubscriberThatDisconnectsIsNoLongerCounted() throws Exception {
            try (RawClient _ = subscriber("/topics/count.me")) {
                assertThat(service.get("/topics/count.me").body())
                        .isEqualTo("{\"topic\":\"count.me\",\"subscribers\":1}");
            }
            awaitNobody("count.me");
            try (RawClient client = subscriber("/topics/count.me")) {
                client.reset();
            }
            awaitNobody("count.me");
        }

        @Test
        void theListingNamesTopicsAndPatternsWithTheirSubscribers() throws Exception {
            try (RawClient _ = subscriber("/topics/listed.a");
                    RawClient _ = subscriber("/topics/listed.a");
                    RawClient _ = subscriber("/topics/listed.*")) {
                assertThat(service.get("/topics").body())
                        .contains("{\"topic\":\"listed.a\",\"subscribers\":2}")
                        .contains("{\"topic\":\"listed.*\",\"subscribers\":1}");
            }
        }

        @Test
        void invalidPublicationsReceiveAnError() throws Exception {
            assertThat(service.publish("a*", "x").statusCode()).isEqualTo(400);
            assertThat(service.publish("a*", "x").body())
                    .contains("topic must be 1 to 255 bytes")
                    .contains("was 'a*'");
            HttpResponse<String> tooLarge = service.publish("big", "text/plain", new byte[(1 << 20) + 1]);
            assertThat(tooLarge.statusCode()).isEqualTo(413);
            assertThat(tooLarge.body()).isEqualTo("expected a body of at most 1048576 bytes, but was longer\n");
            HttpResponse<String> notUtf8 = service.publish("t", "text/plain", new byte[] {(byte) 0xff});
            assertThat(notUtf8.statusCode()).isEqualTo(400);
            assertThat(notUtf8.body()).contains("must be UTF-8");
            HttpResponse<String> notJson = service.publish("t", "application/json", "{".getBytes(UTF_8));
            assertThat(notJson.statusCode()).isEqualTo(400);
            assertThat(notJson.body()).contains("one JSON value");
        }

        @Test
        void aProtocolErrorClosesOnlyItsConnection() throws Exception {
            try (RawClient innocent = subscriber("/echo");
                    RawClient guilty = subscriber("/echo")) {
                guilty.send(new byte[] {(byte) 0x81, 1, 'x'});
                assertThat(guilty.readFrame()).startsWith("close 1002 expected ");
                assertThat(guilty.readFrame()).isEqualTo("end");
                innocent.sendText("still here");
                assertThat(innocent.readFrame()).isEqualTo("text still here");
            }
        }

        @Test
        void reservedBitsInvalidTextAndLongMessagesCloseWithTheirCodes() throws Exception {
            assertThat(answerTo(new byte[] {(byte) 0xc1, (byte) 0x80, 0, 0, 0, 0}))
                    .startsWith("close 1002 ");
            assertThat(answerTo(RawClient.FRAMES.text(new byte[] {(byte) 0xc0})))
                    .startsWith("close 1007 ");
            assertThat(answerTo(RawClient.FRAMES.text(new byte[1001])))
                    .isEqualTo("close 1009 expected a message of at most 1000 bytes, but was 1001 or more");
        }

        @Test
        void manyMessagesInOneWriteAreAllAnswered() throws Exception {
            byte[][] frames = new byte[3000][];
            Arrays.fill(frames, RawClient.FRAMES.text("0123456789abcdef".getBytes(UTF_8)));
            try (RawClient client = subscriber("/echo")) {
                client.send(RawClient.joined(frames));
                for (int i = 0; i < frames.length; i++) {
                    assertThat(client.readFrame()).isEqualTo("text 0123456789abcdef");
                }
            }
        }

        @Test
        void aMessageSentByteByByteIsAnswered() throws Exception {
            try (RawClient client = subscriber("/echo")) {
                for (byte b : RawClient.FRAMES.text("slow".getBytes(UTF_8))) {
                    client.send(new byte[] {b});
                }
                assertThat(client.readFrame()).isEqualTo("text slow");
            }
        }

        @Test
        void aCloseFrameIsAnswered() throws Exception {
            try (RawClient client = subscriber("/echo")) {
                client.send(RawClient.FRAMES.close(1000, "bye"));
                assertThat(client.readFrame()).isEqualTo("close 1000 ");
                assertThat(client.readFrame()).isEqualTo("end");
            }
        }

        @Test
        void aSilentPeerIsClosedAlthoughMessagesAreSentToIt() throws Exception {
            try (TestService hasty = serve(TestService.sockets(Duration.ofSeconds(2), PingChoice.OFF, 1000));
                    RawClient client = hasty.open("/topics/chatter")) {
                String frame;
                do {
                    hasty.publish("chatter", "x");
                    frame = client.readFrame();
                } while (frame.equals("text x"));
                assertThat(frame).isEqualTo("close 1001 nothing was received for 2 seconds");
            }
        }

        @Test
        void aReaderThatStopsIsDisconnectedAndOthersGetEverything() throws Exception {
            double slowBefore = service.metric("carillon_closed_total{cause=\"slow\"}");
            byte[] body = new byte[500_000];
            int count = 40;
            try (RawClient stuck = service.client(4096);
                    RawClient reader = subscriber("/topics/flood")) {
                stuck.send(RawClient.handshake("/topics/flood", ""));
                stuck.readHead();
                awaitSubscribers("flood", 2);
                for (int i = 0; i < count; i++) {
                    service.publish("flood", "application/octet-stream", body);
                    assertThat(reader.readFrame()).isEqualTo("binary 500000");
                }
                assertThat(service.metric("carillon_closed_total{cause=\"slow\"}"))
                        .isEqualTo(slowBefore + 1);
                assertThat(service.get("/topics/flood").body()).contains("\"subscribers\":1");
            }
        }

        private String answerTo(byte[] frame) throws IOException {
            try (RawClient client = subscriber("/echo")) {
                client.send(frame);
                return client.readFrame();
            }
        }

        private RawClient subscriber(String path) throws IOException {
            return service.open(path);
        }

        private void awaitNobody(String topic) throws Exception {
            awaitSubscribers(topic, 0);
        }

        private void awaitSubscribers(String topic, int count) throws Exception {
            String expected = "{\"topic\":\"" + topic + "\",\"subscribers\":" + count + "}";
            for (int look = 0; look < 500; look++) {
                if (service.get("/topics/" + topic).body().equals(expected)) {
                    return;
                }
            }
            assertThat(service.get("/topics/" + topic).body()).isEqualTo(expected);
        }
    }
}
