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

/** Processes that stand still for a while, and go on as if no time had gone: the service, and those who listen to it. */
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

    /** Its kernel goes on to take what it is sent, for a while. */
    @Test
    void aSubscriberThatStandsStillIsEndedByTheIdleTimeoutOrByItsBacklogAndLearnsOfIt() throws Exception {
        try (ServeProcess serve = ServeProcess.start("--idle-timeout", "4s");
                CarillonProcess quiet = subscriber(serve, "quiet");
                CarillonProcess busy = subscriber(serve, "busy");
                Listener witness = new Listener(RawClient.open(serve.port, "/topics/**"))) {
            quiet.signal("STOP");
            busy.signal("STOP");
            String text = "x".repeat(100_000);
            int published = 0;
            while (closed(serve, "slow") == 0) {
                serve.publish("busy", ++published + text);
                assertThat(witness.nextButPings()).isEqualTo("text " + published + text);
            }
            while (closed(serve, "idle") == 0) {
                assertThat(witness.next()).isEqualTo("ping ");
            }
            assertThat(serve.metric("carillon_connections")).isEqualTo(1);

            quiet.signal("CONT");
            busy.signal("CONT");
            assertThat(quiet.await(Pattern.compile("closed by the service: (.*)"))
                            .group(1))
                    .isEqualTo("1001 nothing was heard for 4 seconds");
            assertThat(busy.await(Pattern.compile("closed by the service: (\\d*).*"))
                            .group(1))
                    .isNotEqualTo("1001");
            assertThat(List.of(quiet.exitCode(), busy.exitCode())).containsOnly(1);
        }
    }

    /** A process that listens to {@code topic}. */
    private static CarillonProcess subscriber(ServeProcess serve, String topic) throws IOException {
        CarillonProcess subscriber =
                CarillonProcess.start("", List.of("subscribe", "--url", "http://127.0.0.1:" + serve.port, topic));
        while (!serve.hasSubscriber(topic)) {
            Thread.onSpinWait();
        }
        return subscriber;
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
