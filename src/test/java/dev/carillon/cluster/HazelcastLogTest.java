package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.ToldLines;
import dev.carillon.logging.OncePerMinute;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HazelcastLogTest {
    private long now;
    private final HazelcastLog log = new HazelcastLog(() -> now);

    @Test
    void aLineHasItsReasonWithoutTraceAndPrefix() throws InterruptedException {
        try (ToldLines told = new ToldLines(HazelcastLog.class)) {
            log.publish(line("a", "[127.0.0.1]:5701 [carillon] [5.3.8] Removing\n  it", new IOException("reset")));
            log.publish(line("b", "Connecting to server x failed", new IOException("refused")));
            log.publish(line("c", "refused by y", new IOException("refused")));
            assertThat(told.next(3))
                    .containsExactly(
                            "cluster: Removing it: reset suppressed=0",
                            "cluster: Connecting to server x failed: refused suppressed=0",
                            "cluster: refused by y suppressed=0");
        }
    }

    @Test
    void aNodeWithAnotherSecretIsReported() throws InterruptedException {
        try (ToldLines told = new ToldLines(HazelcastLog.class)) {
            log.publish(line(
                    "a",
                    "[1]:1 [c-0] [5] Received an invalid join request from [2]:1, cause: members part of different cluster",
                    null));
            assertThat(told.next(1))
                    .containsExactly("cluster: Received an invalid join request from [2]:1, cause: members part of"
                            + " different cluster: it has another --cluster-secret-file, or none suppressed=0");
        }
    }

    @Test
    void eachLoggerHasOneLineAMinute() throws InterruptedException {
        try (ToldLines told = new ToldLines(HazelcastLog.class)) {
            for (int i = 0; i < 21; i++) {
                log.publish(line("a", "lost " + i, null));
            }
            log.publish(line("b", "lost too", null));
            now += OncePerMinute.INTERVAL.toNanos();
            log.publish(line("a", "lost again", null));
            assertThat(told.next(3))
                    .containsExactly(
                            "cluster: lost 0 suppressed=0",
                            "cluster: lost too suppressed=0",
                            "cluster: lost again suppressed=20");
        }
    }

    @Test
    void theLossOfANodeIsLoggedOnlyByItsLink() throws InterruptedException {
        try (ToldLines told = new ToldLines(HazelcastLog.class)) {
            String prefix = "[10.0.0.1]:5701 [c-0] [5.3.8] ";
            log.publish(line(
                    "a",
                    prefix + "Connection[id=4, endpoint=[10.0.0.3]:5701, connectionType=MEMBER, planeIndex=0] closed."
                            + " Reason: Exception",
                    new IOException("Connection reset")));
            log.publish(line("b", prefix + "Removing connection to endpoint [10.0.0.3]:5701 Cause => x", null));
            log.publish(
                    line("c", prefix + "Member [10.0.0.3]:5701 - 407e is suspected to be dead for reason: x", null));
            log.publish(line("d", prefix + "Not Member! target: [10.0.0.3]:5701, partitionId: -1", null));
            log.publish(line(
                    "e",
                    prefix + "Following unknown addresses are found in partition table sent from x {\n y }",
                    null));
            log.publish(line(
                    "a",
                    prefix + "Connection[id=1, endpoint=[10.0.0.9]:4711, connectionType=JVM] closed. Reason: x",
                    null));
            assertThat(told.next(1))
                    .containsExactly("cluster: Connection[id=1, endpoint=[10.0.0.9]:4711, connectionType=JVM] closed."
                            + " Reason: x suppressed=0");
        }
    }

    private static LogRecord line(String logger, String message, @Nullable Throwable thrown) {
        LogRecord line = new LogRecord(Level.WARNING, message);
        line.setLoggerName(logger);
        line.setThrown(thrown);
        return line;
    }
}
