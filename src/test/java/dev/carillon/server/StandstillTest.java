package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that are stopped for a while and continue: the service, and its subscribers. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(60)
class StandstillTest {
    /** More than one turn of a lane reads. */
    private static final int CLIENTS = 600;

    private static final int STANDSTILL_MILLIS = 3000;

    /** Bytes of clients wait in the kernel, and silent clients were not pinged, so none may be disconnected. */
    @Test
    void aServiceSuspendedBeyondTheIdleTimeoutLosesNoClient() throws Exception {
        try (Tower fast = new Tower("fast");
                Tower channel = new Tower("channel")) {
            List<Tower> towers = List.of(fast, channel);
            for (Tower tower : towers) {
                tower.connect();
            }
            for (Tower tower : towers) {
                tower.serve.process.signal("STOP");
            }
            for (Tower tower : towers) {
                tower.halfOfThemSpeak();
            }
            assertThat(isAnsweredWithin(fast.serve, STANDSTILL_MILLIS)).isFalse();
            for (Tower tower : towers) {
                tower.serve.process.signal("CONT");
            }
            for (Tower tower : towers) {
                tower.serve.publish("t", "still here?");
                tower.everybodyGets("still here?");
            }
        }
    }

    /** Its kernel continues to accept bytes for a while. */
    @ParameterizedTest
    @ValueSource(strings = {"fast", "channel"})
    void aSuspendedSubscriberCatchesUpOrIsDisconnectedByItsBacklog(String lane) throws Exception {
        try (ServeProcess serve = ServeProcess.start("--lane", lane, "--idle-timeout", "0");
                CarillonProcess subscriber = subscriber(serve);
                Listener witness = new Listener(RawClient.open(serve.port, "/topics/t"))) {
            int published = 0;
            subscriber.signal("STOP");
            while (published < 10) {
                publish(serve, ++published, witness);
            }
            subscriber.signal("CONT");
            for (int n = 1; n <= 10; n++) {
                assertThat(nextOf(subscriber)).isEqualTo("t\t" + n);
            }

            subscriber.signal("STOP");
            while (closed(serve, "slow") == 0) {
                publish(serve, ++published, witness);
            }
            publish(serve, ++published, witness);
            assertThat(slowReadersClosed(serve, "backlog") + slowReadersClosed(serve, "stalled"))
                    .isEqualTo(1);
            subscriber.signal("CONT");
            int n = 11;
            String next = nextOf(subscriber);
            for (; next.equals("t\t" + n); n++) {
                next = nextOf(subscriber);
            }
            assertThat(n).as("what its kernel had taken still comes").isBetween(12, published - 1);
            assertThat(next).endsWith("the connection ended without a close frame (1006)");
            assertThat(subscriber.exitCode()).isEqualTo(1);
        }
    }

    private static void publish(ServeProcess serve, int number, Listener witness) throws Exception {
        String text = number + "x".repeat(100_000);
        serve.publish("t", text);
        assertThat(witness.next()).isEqualTo("text " + text);
    }

    /** A process that is the first subscriber of {@code t}. */
    private static CarillonProcess subscriber(ServeProcess serve) throws IOException {
        CarillonProcess subscriber = CarillonProcess.start(
                "", List.of("subscribe", "--no-reconnect", "--url", "http://127.0.0.1:" + serve.port, "t"));
        while (!serve.hasSubscriber("t")) {
            if (!subscriber.isAlive()) {
                throw new AssertionError("expected a subscriber, but it ended");
            }
            Thread.onSpinWait();
        }
        return subscriber;
    }

    /** The next line, without the padding of the texts. */
    private static String nextOf(CarillonProcess subscriber) throws IOException {
        return subscriber
                .await(Pattern.compile("(t\t\\d+|subscription ended.*?)x*"))
                .group(1);
    }

    private static double slowReadersClosed(ServeProcess serve, String reason) throws IOException {
        return serve.metric("carillon_slow_readers_closed_total{reason=\"" + reason + "\"}");
    }

    private static double closed(ServeProcess serve, String cause) throws IOException {
        return serve.metric("carillon_closed_total{cause=\"" + cause + "\"}");
    }

    private static boolean isAnsweredWithin(ServeProcess serve, int millis) throws IOException {
        try (RawClient client = new RawClient(serve.port)) {
            client.socket.setSoTimeout(millis);
            client.send(RawClient.handshake("/topics/t", ""));
            return client.hasAnswer();
        }
    }

    private static final class Tower implements AutoCloseable {
        final ServeProcess serve;
        private final String lane;
        private final List<Listener> listeners = new ArrayList<>();

        Tower(String lane) throws IOException {
            this.lane = lane;
            this.serve = ServeProcess.start("--lane", lane, "--idle-timeout", "2s");
        }

        void connect() throws IOException {
            for (int i = 0; i < CLIENTS; i++) {
                listeners.add(new Listener(RawClient.open(serve.port, "/topics/t")));
            }
        }

        void halfOfThemSpeak() throws IOException {
            for (Listener listener : listeners.subList(0, CLIENTS / 2)) {
                listener.client.send(RawClient.FRAMES.ping("hello".getBytes(UTF_8)));
            }
        }

        void everybodyGets(String text) throws Exception {
            for (Listener listener : listeners) {
                String frame = listener.nextButPings();
                assertThat(frame.equals("pong hello") ? listener.nextButPings() : frame)
                        .as(lane)
                        .isEqualTo("text " + text);
            }
            assertThat(closed(serve, "idle")).as(lane).isZero();
        }

        @Override
        public void close() throws IOException {
            serve.close();
            for (Listener listener : listeners) {
                listener.close();
            }
        }
    }
}
