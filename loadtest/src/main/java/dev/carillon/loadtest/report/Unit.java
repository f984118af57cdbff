package dev.carillon.loadtest.report;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The unit of a figure, and the forms in which users write a value of it. */
enum Unit {
    /** A duration; the value is in milliseconds. */
    DURATION("a duration such as 800us, 50ms or 2s", "(us|ms|s|m)"),
    COUNT("a number such as 0 or 19k", "([km]?)"),
    PERCENT("a share such as 99.9%", "(%)"),
    /** A rate; the value is per second. */
    RATE("a rate such as 5k/s", "([km]?)/s");

    private final String expected;
    private final Pattern pattern;

    Unit(String expected, String suffix) {
        this.expected = expected;
        this.pattern = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)" + suffix);
    }

    /** Returns a text with the valid forms, for messages about an invalid value. */
    String expected() {
        return expected;
    }

    boolean reads(String text) {
        return pattern.matcher(text).matches();
    }

    /**
     * Parses a value, in the unit's own measure.
     *
     * @throws IllegalArgumentException if {@link #reads} is false for {@code text}
     */
    double parse(String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected " + expected + ", was '" + text + "'");
        }
        return new BigDecimal(matcher.group(1))
                .multiply(factor(matcher.group(2)))
                .doubleValue();
    }

    private BigDecimal factor(String suffix) {
        return switch (suffix) {
            case "us" -> new BigDecimal("0.001");
            case "s", "k" -> BigDecimal.valueOf(1000);
            case "m" -> BigDecimal.valueOf(this == DURATION ? 60_000 : 1_000_000);
            default -> BigDecimal.ONE;
        };
    }

    String text(double value) {
        return switch (this) {
            case DURATION -> Figures.millis(Math.round(value * 1e6));
            case COUNT -> Figures.count(Math.round(value));
            case PERCENT -> String.format(Locale.ROOT, value < 1 ? "%.4f %%" : "%.2f %%", value);
            case RATE -> String.format(Locale.ROOT, value < 100 ? "%,.1f/s" : "%,.0f/s", value);
        };
    }
}
