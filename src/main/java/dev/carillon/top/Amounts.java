package dev.carillon.top;

import java.util.Locale;

/** Formats numbers for narrow columns, in at most five characters and a unit. */
final class Amounts {
    private static final String[] MAGNITUDES = {"", "k", "M", "G", "T"};

    private Amounts() {}

    /** Three digits and a decimal prefix: {@code 0.52}, {@code 12.3}, {@code 999}, {@code 1.23k}. */
    static String count(double value) {
        double rest = value;
        int magnitude = 0;
        while (rest >= 999.5 && magnitude < MAGNITUDES.length - 1) {
            rest /= 1000;
            magnitude++;
        }
        return digits(rest) + MAGNITUDES[magnitude];
    }

    private static String digits(double value) {
        if (value == Math.rint(value) && value < 1000) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    }

    static String seconds(double value) {
        if (value < 0.9995) {
            double millis = value * 1000;
            return String.format(Locale.ROOT, millis < 9.95 ? "%.1fms" : "%.0fms", millis);
        }
        return String.format(Locale.ROOT, value < 9.95 ? "%.1fs" : "%.0fs", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }
}
