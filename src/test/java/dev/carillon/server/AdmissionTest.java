package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.Rate;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.metrics.TurnedAway;
import dev.carillon.server.Decision.NoPlace;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is let in: as many as fit, at a pace that can be kept. */
class AdmissionTest {
    private long nowNanos;

    @Test
    void asManyAsFitAreTaken() {
        Admission admission = admission(Optional.empty(), 10, 1);
        assertThat(admission.refusal(9)).isEmpty();
        assertThat(admission.refusal(10)).hasValueSatisfying(refused -> {
            assertThat(refused.why()).isEqualTo(TurnedAway.CONNECTIONS);
            assertThat(refused.answer().status()).isEqualTo(503);
            assertThat(refused.answer().message())
                    .startsWith("expected fewer than 10 WebSockets, but there are 10: try again in ");
        });
    }

    @Test
    void whoHasSaidNothingYetTakesNoPlace() {
        Admission admission = admission(Optional.empty(), 10, 1);
        Connection silent = new RecordedConnection(Receiver.NOBODY);
        admission.newcomers().add(silent);
        assertThat(admission.refusal(10)).isEmpty();
        admission.newcomers().remove(silent);
        assertThat(admission.refusal(10)).isPresent();
    }

    @Test
    void eachLoopHasItsShareRoundedUp() {
        Admission admission = admission(Optional.empty(), 10, 4);
        assertThat(admission.maxConnections()).isEqualTo(3);
        assertThat(admission.maxHandshakes()).isEqualTo(1024);
    }

    @Test
    void whoIsRefusedIsToldWhenToComeAgainAndNotEverybodyTheSame() {
        Admission admission = admission(Optional.empty(), 1, 1);
        Set<String> times = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            NoPlace noPlace = admission.refusal(1).orElseThrow();
            times.add(noPlace.answer().headers().get("Retry-After"));
        }
        assertThat(times).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    }

    @Test
    void asManyComeInASecondAsTheRateSays() {
        Admission admission = admission(Optional.of(new Rate(20)), 1000, 2);
        assertThat(takenOf(admission, 15))
                .as("at once: the share of one of two loops")
                .isEqualTo(10);
        nowNanos += Duration.ofMillis(500).toNanos();
        assertThat(takenOf(admission, 15)).as("half a second later").isEqualTo(5);
        nowNanos += Duration.ofHours(1).toNanos();
        assertThat(takenOf(admission, 15))
                .as("after a long pause, as at the start")
                .isEqualTo(10);
    }

    @Test
    void whoIsNotTakenAfterAllTakesNothingOfTheRate() {
        Admission admission = admission(Optional.of(new Rate(1)), 1000, 1);
        assertThat(admission.refusal(0)).isEmpty();
        assertThat(admission.refusal(0)).isEmpty();
        admission.take();
        assertThat(admission.refusal(0))
                .hasValueSatisfying(noPlace -> assertThat(noPlace.why()).isEqualTo(TurnedAway.RATE));
    }

    @Test
    void aRateOfLessThanOneASecondStillLetsSomebodyIn() {
        Admission admission = admission(Optional.of(new Rate(0.5)), 1000, 1);
        assertThat(takenOf(admission, 5)).isEqualTo(1);
        nowNanos += Duration.ofSeconds(2).toNanos();
        assertThat(takenOf(admission, 5)).isEqualTo(1);
    }

    @Test
    void whenTheServiceStopsNobodyIsTaken() {
        Admission admission = admission(Optional.empty(), 1000, 1);
        admission.end();
        NoPlace noPlace = admission.refusal(0).orElseThrow();
        assertThat(noPlace.why()).isEqualTo(TurnedAway.STOPPING);
        assertThat(noPlace.answer().message()).contains("this one is stopping");
    }

    private static int takenOf(Admission admission, int count) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            if (admission.refusal(0).isEmpty()) {
                admission.take();
                taken++;
            }
        }
        return taken;
    }

    private Admission admission(Optional<Rate> rate, int maxConnections, int loops) {
        AdmissionSettings settings = new AdmissionSettings(OptionalInt.empty(), 4096, rate, Duration.ofSeconds(10));
        return new Admission(settings, maxConnections, loops, () -> nowNanos, new Random(1));
    }
}
