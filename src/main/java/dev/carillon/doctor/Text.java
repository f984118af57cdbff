package dev.carillon.doctor;

import java.util.Locale;

/** Formats numbers and commands for users. */
final class Text {
    private Text() {}

    static String count(long count) {
        return count == Long.MAX_VALUE ? "any number of" : String.format(Locale.ROOT, "%,d", count);
    }

    static String bytes(long bytes) {
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    static String sysctl(String key, long value) {
        return "sysctl -w " + key + "=" + value;
    }
}
