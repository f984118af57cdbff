package dev.carillon.loadtest.soak;

import java.util.List;

/**
 * Where a gauge went: the medians of the second and of the last quarter of a run. The first quarter is left to a service
 * that still warms up, and a median is not moved by what comes and goes.
 *
 * @param before the median of the second quarter
 * @param after the median of the last
 * @param limit by how much it may have grown
 * @param perHour by how much it grew an hour, were it to go on like that
 */
public record Trend(Gauge gauge, Direction direction, double before, double after, double limit, double perHour) {
    /** Samples that a quarter needs: of fewer, one stray sample is the median. */
    static final int QUARTER_MIN = 3;

    private static final double NANOS_PER_HOUR = 3.6e12;

    /** The development of a gauge. */
    public enum Direction {
        FLAT,
        GROWS,
        /** There were too few samples to tell. */
        TOO_SHORT,
        /** There was none at all. */
        UNSEEN
    }

    /** Where {@code gauge} went in these samples, which are in their order, when it may grow by this share. */
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
        // From the middle of one quarter to the middle of the other it is half of the run.
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
