package dev.carillon.config;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How often something happens. */
public record Rate(double perSecond) {
    private static final double NANOS_PER_SECOND = 1e9;

    public Rate {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate must be more than 0/s, was " + perSecond + "/s");
        }
    }

    /** Nanoseconds from one to the next. */
    public double intervalNanos() {
        return NANOS_PER_SECOND / perSecond;
    }

    /** What each of {@code parts} may do, so that all together do this. */
    public Rate part(int parts) {
        return new Rate(perSecond / parts);
    }

    @Override
    public String toString() {
        BigDecimal rounded = BigDecimal.valueOf(perSecond).setScale(3, RoundingMode.HALF_UP);
        return rounded.stripTrailingZeros().toPlainString() + "/s";
    }
}
