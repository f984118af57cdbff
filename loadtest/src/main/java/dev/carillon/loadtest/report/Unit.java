package dev.carillon.loadtest.report;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The unit of a figure, and how users write it. */
enum Unit {
    /** In milliseconds. */
    DURATION("a duration such as 800us, 50ms or 2s", "(us|ms|s|m)"),
    COUNT("a number such as 0 or 19k", "([km]?)"),
    PERCENT("a share such as 99.9%", "(%)"),
    /** A second. */
    RATE("a rate such as 5k/s", "([km]?)/s");

    private final String expected;
    private final Pattern pattern;

    Unit(String expected, String suffix) {
        this.expected = expected;
        this.pattern = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)" + suffix);
    }

    /** The valid forms, for the message about an invalid one. */
    String expected() {
        return expected;
    }

    boolean reads(String text) {
        return pattern.matcher(text).matches();
    }

    /** In the unit's own measure; only of what it {@link #reads}. */
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
