package dev.carillon.loadtest.soak;

import java.util.List;

/**
 * The trend of a gauge: the medians of the second and of the last quarter of a run are compared. The first quarter is
 * ignored, because the service still warms up. Medians are used because short peaks do not change them.
 *
 * @param before the median of the second quarter
 * @param after the median of the last quarter
 * @param limit the growth that is allowed
 * @param perHour the growth converted to one hour
 */
public record Trend(Gauge gauge, Direction direction, double before, double after, double limit, double perHour) {
    /** The least number of samples in a quarter. With fewer, the median may be a single unusual sample. */
    static final int QUARTER_MIN = 3;

    private static final double NANOS_PER_HOUR = 3.6e12;

    /** The direction of a trend. */
    public enum Direction {
        /** The gauge has not grown by more than the limit. */
        FLAT,
        /** The gauge has grown by more than the limit. */
        GROWS,
        /** A quarter has too few samples. */
        TOO_SHORT,
        /** The gauge is in no sample. */
        UNSEEN
    }

    /**
     * Computes the trend of {@code gauge}.
     *
     * @param samples in the order of time
     * @param share by which a memory gauge may grow, see {@link Gauge#limit}
     */
    public static Trend of(Gauge gauge, List<Sample> samples, double share) {
        List<Sample> known = gauge.known(samples);
        if (known.isEmpty()) {
            return new Trend(gauge, Direction.UNSEEN, 0, 0, 0, 0);
        }
        long first = known.getFirst().nanos();
        long whole = known.getLast().nanos() - first;
        double[] second = between(gauge, known, first + whole / 4, first + whole / 2);
        double[] last = between(gauge, known, first + whole / 4 * 3, first + whole + 1);
        double before = median(second);
        double after = median(last);
        if (second.length < QUARTER_MIN || last.length < QUARTER_MIN) {
            return new Trend(gauge, Direction.TOO_SHORT, before, after, 0, 0);
        }
        double limit = gauge.limit(before, share);
        // The middles of the two quarters are half of the run apart.
        double perHour = (after - before) / (whole / 2.0) * NANOS_PER_HOUR;
        Direction direction = after - before > limit ? Direction.GROWS : Direction.FLAT;
        return new Trend(gauge, direction, before, after, limit, perHour);
    }

    boolean isKnown() {
        return direction == Direction.FLAT || direction == Direction.GROWS;
    }

    /** A sentence without a full stop. */
    String text() {
        return switch (direction) {
            case UNSEEN -> gauge.words() + " could not be read";
            case TOO_SHORT -> "the run was too short to tell whether " + gauge.words() + " grows";
            case FLAT -> "%s stayed flat: %s, then %s".formatted(gauge.words(), gauge.text(before), gauge.text(after));
            case GROWS ->
                "%s grew from %s to %s, by more than %s, which is %s an hour"
                        .formatted(
                                gauge.words(),
                                gauge.text(before),
                                gauge.text(after),
                                gauge.text(limit),
                                gauge.text(perHour));
        };
    }

    private static double[] between(Gauge gauge, List<Sample> samples, long from, long until) {
        return samples.stream()
                .filter(sample -> sample.nanos() >= from && sample.nanos() < until)
                .mapToDouble(gauge::of)
                .sorted()
                .toArray();
    }

    private static double median(double[] sorted) {
        if (sorted.length == 0) {
            return 0;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
