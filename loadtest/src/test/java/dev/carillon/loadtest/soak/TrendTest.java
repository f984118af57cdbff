package dev.carillon.loadtest.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.loadtest.soak.Trend.Direction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static final int LOOKS = 720;
    private static final long INTERVAL_NANOS = 5_000_000_000L;
    private static final double MIB = 1 << 20;

    @Test
    void aConstantValueIsFlat() {
        assertThat(trend(look -> 100 * MIB).direction()).isEqualTo(Direction.FLAT);
    }

    @Test
    void steadyGrowthIsReportedPerHour() {
        // Growth by 40 MiB in the hour is 20 MiB from the middle of the second quarter to the middle of the last.
        Trend leak = trend(look -> (100 + 40.0 * look / LOOKS) * MIB);

        assertThat(leak.direction()).isEqualTo(Direction.GROWS);
        assertThat((leak.after() - leak.before()) / MIB).isCloseTo(20, within(0.1));
        assertThat(leak.perHour() / MIB).isCloseTo(40, within(0.2));
        assertThat(leak.text())
                .isEqualTo("resident memory grew from 115.0 MiB to 135.0 MiB, by more than 8.0 MiB,"
                        + " which is 40.1 MiB an hour");
    }

    @Test
    void growthBelowTheToleranceIsFlat() {
        assertThat(trend(look -> (100 + 14.0 * look / LOOKS) * MIB).direction()).isEqualTo(Direction.FLAT);
        assertThat(trend(look -> (100 + 18.0 * look / LOOKS) * MIB).direction()).isEqualTo(Direction.GROWS);
    }

    @Test
    void noiseIsFlatAndALeakIsFoundInNoise() {
        Random random = new Random(7);
        assertThat(trend(look -> (100 + 60 * random.nextDouble()) * MIB).direction())
                .isEqualTo(Direction.FLAT);
        assertThat(trend(look -> (100 + 60 * random.nextDouble() + 80.0 * look / LOOKS) * MIB)
                        .direction())
                .isEqualTo(Direction.GROWS);
    }

    @Test
    void shortPeaksAreFlatWhateverTheirHeight() {
        assertThat(trend(look -> (look % 10 == 0 ? 900 : 100) * MIB).direction())
                .isEqualTo(Direction.FLAT);
    }

    @Test
    void aStepDuringWarmUpIsFlatAndALaterStepIsGrowth() {
        assertThat(trend(look -> (look < LOOKS / 5 ? 50 : 100) * MIB).direction())
                .isEqualTo(Direction.FLAT);
        assertThat(trend(look -> (look < LOOKS * 0.6 ? 50 : 100) * MIB).direction())
                .isEqualTo(Direction.GROWS);
    }

    @Test
    void aShrinkingValueIsFlat() {
        assertThat(trend(look -> (200 - 100.0 * look / LOOKS) * MIB).direction())
                .isEqualTo(Direction.FLAT);
    }

    @Test
    void oneDescriptorPerSecondIsALeak() {
        Trend descriptors =
                Trend.of(Gauge.DESCRIPTORS, samples(Gauge.DESCRIPTORS, LOOKS, look -> 19_000 + 5 * look), 0.05);

        assertThat(descriptors.direction()).isEqualTo(Direction.GROWS);
        assertThat(descriptors.perHour()).isCloseTo(3600, within(10.0));
    }

    @Test
    void oneDescriptorInFiftySecondsIsALeakEvenAmongThousands() {
        Trend descriptors =
                Trend.of(Gauge.DESCRIPTORS, samples(Gauge.DESCRIPTORS, 2 * LOOKS, look -> 19_000 + look / 10), 0.05);

        assertThat(descriptors.direction()).isEqualTo(Direction.GROWS);
        assertThat(descriptors.text())
                .isEqualTo("descriptors grew from 19,054 to 19,126, by more than 64, which is 72 an hour");
    }

    @Test
    void recurringDropsOfDescriptorsAreNotALeak() {
        // Every 30 s half of the connections of --vanish break (475 of 19,000). They are open again within 5 s.
        assertThat(Trend.of(
                                Gauge.DESCRIPTORS,
                                samples(Gauge.DESCRIPTORS, LOOKS, look -> look % 6 == 0 ? 18_525 : 19_000),
                                0.05)
                        .direction())
                .isEqualTo(Direction.FLAT);
    }

    @Test
    void tooFewSamplesAreReportedAsTooShort() {
        Trend few = Trend.of(Gauge.RSS, samples(Gauge.RSS, 8, look -> look * 100 * MIB), 0.05);

        assertThat(few.direction()).isEqualTo(Direction.TOO_SHORT);
        assertThat(few.text()).isEqualTo("the run was too short to tell whether resident memory grows");
    }

    @Test
    void aGaugeThatWasNeverReadIsReported() {
        Trend unseen = Trend.of(Gauge.HEAP, samples(Gauge.RSS, LOOKS, look -> MIB), 0.05);

        assertThat(unseen.direction()).isEqualTo(Direction.UNSEEN);
        assertThat(unseen.text()).isEqualTo("live heap could not be read");
        assertThat(Trend.of(Gauge.RSS, List.of(), 0.05).direction()).isEqualTo(Direction.UNSEEN);
    }

    private static Trend trend(IntToDoubleFunction value) {
        return Trend.of(Gauge.RSS, samples(Gauge.RSS, LOOKS, value), 0.05);
    }

    private static List<Sample> samples(Gauge gauge, int count, IntToDoubleFunction value) {
        return IntStream.range(0, count)
                .mapToObj(look -> sample(gauge, look * INTERVAL_NANOS, value.applyAsDouble(look)))
                .toList();
    }

    private static Sample sample(Gauge gauge, long nanos, double value) {
        return new Sample(nanos, Map.of(gauge, value), Map.of(), Optional.empty(), Optional.empty());
    }
}
