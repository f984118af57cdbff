package dev.carillon.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * How often something happens.
 *
 * @param unit the time that the rate is given for: a second or a minute. Where a rate is a limit, what may happen in this time
 *     may also happen at once
 */
public record Rate(double perSecond, Duration unit) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    public Rate {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate must be more than 0/s, was " + perSecond + "/s");
        }
    }

    public Rate(double perSecond) {
        this(perSecond, SECOND);
    }

    public static Rate perMinute(double count) {
        return new Rate(count / MINUTE.toSeconds(), MINUTE);
    }

    /** Nanoseconds from one to the next. */
    public double intervalNanos() {
        return NANOS_PER_SECOND / perSecond;
    }

    /** What may happen at once after a pause: as much as in the unit, and once at least. */
    public long burst() {
        return Math.max(1, Math.round(Math.floor(perUnit().doubleValue())));
    }

    /** What each of {@code parts} may do, so that all together do this. */
    public Rate part(int parts) {
        return new Rate(perSecond / parts, unit);
    }

    private BigDecimal perUnit() {
        return BigDecimal.valueOf(perSecond * unit.toSeconds()).setScale(3, RoundingMode.HALF_UP);
    }

    @Override
    public String toString() {
        return perUnit().stripTrailingZeros().toPlainString() + (unit.equals(MINUTE) ? "/m" : "/s");
    }
}
