package dev.carillon.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.admission.Decision.NoPlace;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.Rate;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The limits of connections of a loop: their number and their rate. */
class ConnectionLimitsTest {
    private long nowNanos;

    @Test
    void aConnectionAboveTheMaximumReceives503() {
        ConnectionLimits connectionLimits = admission(Optional.empty(), 10, 1);
        assertThat(connectionLimits.refusal(9)).isEmpty();
        assertThat(connectionLimits.refusal(10)).hasValueSatisfying(refused -> {
            assertThat(refused.why()).isEqualTo(RefusalReason.CONNECTIONS);
            assertThat(refused.answer().status()).isEqualTo(503);
            assertThat(refused.answer().message())
                    .startsWith("expected fewer than 10 WebSockets and event streams, but there are 10: try again in ");
        });
    }

    @Test
    void otherUsersOfMemoryReduceThePlacesIfMemoryIsTheLimit() {
        ConnectionLimits set = new ConnectionLimits(
                new AdmissionSettings(OptionalInt.of(10), 10, Optional.empty(), Duration.ofSeconds(1)),
                10,
                1,
                () -> nowNanos,
                new Random(1));
        set.alsoCount(() -> 4);
        assertThat(set.refusal(9)).isEmpty();
        ConnectionLimits automatic = admission(Optional.empty(), 10, 1);
        automatic.alsoCount(() -> 4);
        assertThat(automatic.refusal(5)).isEmpty();
        assertThat(automatic.refusal(6).orElseThrow().answer().message())
                .startsWith(
                        "expected fewer than 10 WebSockets and event streams, but there are 6, and HTTP/2 connections"
                                + " take the place of 4: try again in ");
    }

    @Test
    void aPendingHandshakeTakesNoPlace() {
        ConnectionLimits connectionLimits = admission(Optional.empty(), 10, 1);
        Connection silent = new RecordedConnection(Receiver.NOBODY);
        connectionLimits.pendingHandshakes().add(silent);
        assertThat(connectionLimits.refusal(10)).isEmpty();
        connectionLimits.pendingHandshakes().remove(silent);
        assertThat(connectionLimits.refusal(10)).isPresent();
    }

    @Test
    void eachLoopHasItsShareRoundedUp() {
        ConnectionLimits connectionLimits = admission(Optional.empty(), 10, 4);
        assertThat(connectionLimits.maxConnections()).isEqualTo(3);
        assertThat(connectionLimits.maxHandshakes()).isEqualTo(1024);
    }

    @Test
    void refusedClientsReceiveDifferentRetryTimes() {
        ConnectionLimits connectionLimits = admission(Optional.empty(), 1, 1);
        Set<String> times = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            NoPlace noPlace = connectionLimits.refusal(1).orElseThrow();
            times.add(noPlace.answer().headers().get("Retry-After"));
        }
        assertThat(times).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    }

    @Test
    void theRateBoundsTheHandshakesPerSecond() {
        ConnectionLimits connectionLimits = admission(Optional.of(new Rate(20)), 1000, 2);
        assertThat(takenOf(connectionLimits, 15))
                .as("at once: the share of one of two loops")
                .isEqualTo(10);
        nowNanos += Duration.ofMillis(500).toNanos();
        assertThat(takenOf(connectionLimits, 15)).as("half a second later").isEqualTo(5);
        nowNanos += Duration.ofHours(1).toNanos();
        assertThat(takenOf(connectionLimits, 15))
                .as("after a long pause, as at the start")
                .isEqualTo(10);
    }

    @Test
    void aClientThatIsRefusedLaterDoesNotCountForTheRate() {
        ConnectionLimits connectionLimits = admission(Optional.of(new Rate(1)), 1000, 1);
        assertThat(connectionLimits.refusal(0)).isEmpty();
        assertThat(connectionLimits.refusal(0)).isEmpty();
        connectionLimits.take();
        assertThat(connectionLimits.refusal(0))
                .hasValueSatisfying(noPlace -> assertThat(noPlace.why()).isEqualTo(RefusalReason.RATE));
    }

    @Test
    void aRateBelowOnePerSecondAdmitsClients() {
        ConnectionLimits connectionLimits = admission(Optional.of(new Rate(0.5)), 1000, 1);
        assertThat(takenOf(connectionLimits, 5)).isEqualTo(1);
        nowNanos += Duration.ofSeconds(2).toNanos();
        assertThat(takenOf(connectionLimits, 5)).isEqualTo(1);
    }

    @Test
    void aServiceThatStopsAdmitsNoClient() {
        ConnectionLimits connectionLimits = admission(Optional.empty(), 1000, 1);
        connectionLimits.end();
        NoPlace noPlace = connectionLimits.refusal(0).orElseThrow();
        assertThat(noPlace.why()).isEqualTo(RefusalReason.STOPPING);
        assertThat(noPlace.answer().message()).contains("this one is stopping");
        assertThat(noPlace.answer().headers().get("Retry-After")).isEqualTo("1");
    }

    private static int takenOf(ConnectionLimits connectionLimits, int count) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            if (connectionLimits.refusal(0).isEmpty()) {
                connectionLimits.take();
                taken++;
            }
        }
        return taken;
    }

    private ConnectionLimits admission(Optional<Rate> rate, int maxConnections, int loops) {
        AdmissionSettings settings = new AdmissionSettings(OptionalInt.empty(), 4096, rate, Duration.ofSeconds(10));
        return new ConnectionLimits(settings, maxConnections, loops, () -> nowNanos, new Random(1));
    }
}
