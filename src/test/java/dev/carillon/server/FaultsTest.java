package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that break off, vanish or flood lose their own connections, and others are not affected. */
class FaultsTest {

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

    @TestInstance(Lifecycle.PER_CLASS)
    @Timeout(60)
    abstract static class OnALane {
        private static final String FLOOD = "y".repeat(4000);

        private final LaneChoice lane;
        private TestService service;

        OnALane(LaneChoice lane) {
            this.lane = lane;
        }

        @BeforeAll
        void start() {
            service = new TestService(TestService.settings(lane, 2, SocketSettings.defaults()));
        }

        @AfterAll
        void stop() {
            service.close();
        }

        static Stream<Arguments> breakingOff() {
            byte[] handshake = RawClient.handshake("/topics/faults", "");
            byte[] frame = RawClient.FRAMES.text("hello, all of you".getBytes(UTF_8));
            return Stream.of(
                    Arguments.of("before the first byte", new byte[0]),
                    Arguments.of("within the request line", Arrays.copyOf(handshake, 7)),
                    Arguments.of("within a field", Arrays.copyOf(handshake, 60)),
                    Arguments.of("before the last line end", Arrays.copyOf(handshake, handshake.length - 1)),
                    Arguments.of("behind the handshake, without reading the answer", handshake),
                    Arguments.of("within the head of a frame", RawClient.joined(handshake, Arrays.copyOf(frame, 1))),
                    Arguments.of("within the mask", RawClient.joined(handshake, Arrays.copyOf(frame, 4))),
                    Arguments.of("within a payload", RawClient.joined(handshake, Arrays.copyOf(frame, 10))),
                    Arguments.of("behind a frame", RawClient.joined(handshake, frame)),
                    Arguments.of("behind a broken frame", RawClient.joined(handshake, new byte[] {-1, -1})),
                    Arguments.of("behind its goodbye", RawClient.joined(handshake, RawClient.FRAMES.close(1000, ""))),
                    Arguments.of(
                            "within a body",
                            "POST /topics/faults HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc"
                                    .getBytes(ISO_8859_1)));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("breakingOff")
        void aResetAtAnyPointLeavesNoConnectionBehind(String where, byte[] sent) throws Exception {
            try (RawClient witness = RawClient.open(service.port(), "/topics/witness")) {
                for (int i = 0; i < 20; i++) {
                    RawClient client = new RawClient(service.port());
                    client.send(sent);
                    client.reset();
                }
                assertThat(service.publish("witness", where).statusCode()).isEqualTo(202);
                assertThat(witness.readFrame()).isEqualTo("text " + where);
            }
            awaitConnections(0);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("breakingOff")
        void aCloseAtAnyPointLeavesNoConnectionBehind(String where, byte[] sent) throws Exception {
            for (int i = 0; i < 20; i++) {
                RawClient client = new RawClient(service.port());
                client.send(sent);
                client.close();
            }
            awaitConnections(0);
            try (RawClient next = RawClient.open(service.port(), "/echo")) {
                next.sendText(where);
                assertThat(next.readFrame()).isEqualTo("text " + where);
            }
            awaitConnections(0);
        }

        /** A peer must not be able to write log lines at will. */
        @Test
        void errorsOfAPeerAreNotLogged() throws Exception {
            byte[] noFrame = {(byte) 0xff, (byte) 0xff, 1, 2, 3, 4};
            try (LoggedErrors logged = new LoggedErrors()) {
                for (int i = 0; i < 50; i++) {
                    RawClient client = RawClient.open(service.port(), "/echo");
                    client.send(noFrame);
                    client.reset();
                }
                awaitConnections(0);
                for (String request : List.of(
                        "GET /topics/a%zz HTTP/1.1\r\nHost: h\r\n\r\n",
                        "GET /topics/% HTTP/1.1\r\nHost: h\r\n\r\n", "GET /topics/a HTTP/1.1\r\n\r\n")) {
                    try (RawClient client = new RawClient(service.port())) {
                        client.send(request.getBytes(ISO_8859_1));
                        assertThat(client.readHead()).as(request).startsWith("HTTP/1.1 400 ");
                    }
                }
                try (RawClient client = RawClient.open(service.port(), "//echo")) {
                    client.sendText("a path that only the HTTP server knows");
                    assertThat(client.readFrame()).isEqualTo("text a path that only the HTTP server knows");
                }
                assertThat(logged.messages()).isEmpty();
            }
            awaitConnections(0);
        }

        @Test
        void aHeadOfMoreThanEightKibibytesIsRefused() throws Exception {
            try (RawClient client = new RawClient(service.port())) {
                client.send(RawClient.handshake("/echo", "X: " + "x".repeat(9000) + "\r\n"));
                assertThat(client.readHead()).startsWith("HTTP/1.1 431 ");
            }
        }

        @Test
        void subscribersMissNothingWhenOthersResetDuringABroadcast() throws Exception {
            List<RawClient> staying = new ArrayList<>();
            List<RawClient> dying = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                staying.add(RawClient.open(service.port(), "/topics/halves"));
                dying.add(RawClient.open(service.port(), "/topics/halves"));
            }
            String filling = "x".repeat(2000);
            try (RawClient publisher = RawClient.open(service.port(), "/topics/halves")) {
                for (int i = 0; i < 100; i++) {
                    publisher.sendText(i + filling);
                    dying.get(i).reset();
                }
                for (RawClient client : staying) {
                    for (int i = 0; i < 100; i++) {
                        assertThat(client.readFrame()).isEqualTo("text " + i + filling);
                    }
                    client.close();
                }
            }
            awaitConnections(0);
        }

        /**
         * The flooder is at most 64 frames ahead of the reader, so the reader is never slow. The flooder itself reads
         * nothing, and its outbox fills.
         */
        @Test
        void aFlooderThatNeverReadsLosesOnlyItsOwnConnection() throws Exception {
            try (RawClient reader = RawClient.open(service.port(), "/topics/flood");
                    RawClient flooder = RawClient.open(service.port(), "/topics/flood");
                    ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
                Semaphore ahead = new Semaphore(64);
                Future<?> flooding = thread.submit(() -> {
                    try {
                        floodUntilCutOff(flooder, ahead);
                    } finally {
                        service.publish("flood", "calm");
                    }
                    return null;
                });
                String flooded = "text " + FLOOD;
                String read = reader.readFrame();
                while (read.equals(flooded)) {
                    ahead.release();
                    read = reader.readFrame();
                }
                assertThat(read).isEqualTo("text calm");
                flooding.get();
            }
            awaitConnections(0);
        }

        private static void floodUntilCutOff(RawClient flooder, Semaphore ahead) throws InterruptedException {
            byte[] batch = RawClient.joined(Collections.nCopies(16, RawClient.FRAMES.text(FLOOD.getBytes(UTF_8)))
                    .toArray(byte[][]::new));
            try {
                for (int i = 0; i < 1000; i++) {
                    // A closed connection returns no frames: then it sends after a second, to detect the end.
                    ahead.tryAcquire(16, 1, TimeUnit.SECONDS);
                    flooder.send(batch);
                }
            } catch (IOException cutOff) {
                return;
            }
            throw new AssertionError("expected the flooder to be cut off, but 64 MB could be sent");
        }

        /** The peers are gone at once, but the service detects each at its own time. */
        private void awaitConnections(int count) throws Exception {
            while (service.metric("carillon_connections") != count) {
                Thread.onSpinWait();
            }
        }
    }
}
