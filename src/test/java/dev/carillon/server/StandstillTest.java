package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A service that stands still for a while, and goes on as if no time had gone. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(60)
class StandstillTest {
    /** More than one turn of a lane reads. */
    private static final int CLIENTS = 600;

    private static final int STANDSTILL_MILLIS = 3000;

    /** What they sent waits in the kernel, and whoever sent nothing was not asked to. */
    @Test
    void aServiceThatStoodStillForLongerThanTheIdleTimeoutLosesNobody() throws Exception {
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
