package dev.carillon.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a duration: {@code 250ms}, {@code 60s}, {@code 1.5m}, {@code 1h}; a bare {@code 0} needs no unit. */
public final class Durations implements ITypeConverter<Duration> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h)");

    /** More than two hundred years. Its nanoseconds fit into a long. */
    private static final BigDecimal NANOS_MAX =
            BigDecimal.valueOf(Duration.ofHours(2_000_000).toNanos());

    @Override
    public Duration convert(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(nanosOf(matcher.group(2)));
            if (nanos.compareTo(NANOS_MAX) > 0) {
                throw new TypeConversionException("expected a duration of at most 2000000h, was '" + text + "'");
            }
            return Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValueExact());
        }
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        throw new TypeConversionException("expected a duration such as 250ms, 60s, 10m or 1h, was '" + text + "'");
    }

    /** The form that {@link #convert} reads, in the largest unit that needs no fraction. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }

    private static BigDecimal nanosOf(String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    default -> 3_600_000_000_000L;
                });
    }
}
