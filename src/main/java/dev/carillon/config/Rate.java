package dev.carillon.config;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A frequency.
 *
 * @param unit the time unit of the rate; a limit allows the events of one unit as a burst
 */
public record Rate(double perSecond, Unit unit) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** The time unit of a rate. */
    public enum Unit {
        SECOND(1, "/s"),
        MINUTE(60, "/m");

        private final int seconds;
        private final String suffix;

        Unit(int seconds, String suffix) {
            this.seconds = seconds;
            this.suffix = suffix;
        }
    }

    public Rate {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate must be more than 0/s, was " + perSecond + "/s");
        }
    }

    public Rate(double perSecond) {
        this(perSecond, Unit.SECOND);
    }

    public static Rate perMinute(double count) {
        return new Rate(count / Unit.MINUTE.seconds, Unit.MINUTE);
    }

    /** Nanoseconds from one to the next. */
    public double intervalNanos() {
        return NANOS_PER_SECOND / perSecond;
    }

    /** The burst that a limit allows after a pause: as many as in one unit of time, and at least 1. */
    public long burst() {
        return Math.max(1, perUnit().longValue());
    }

    /** An equal share of this rate for each of {@code parts}. */
    public Rate part(int parts) {
        return new Rate(perSecond / parts, unit);
    }

    private BigDecimal perUnit() {
        return BigDecimal.valueOf(perSecond * unit.seconds).setScale(3, RoundingMode.HALF_UP);
    }

    @Override
    public String toString() {
        return perUnit().stripTrailingZeros().toPlainString() + unit.suffix;
    }
}
