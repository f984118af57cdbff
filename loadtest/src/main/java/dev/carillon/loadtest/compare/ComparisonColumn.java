package dev.carillon.loadtest.compare;

import java.util.Locale;

/** A figure of every server. */
record ComparisonColumn(String title, Kind kind) {

    /** The figure of the column. */
    enum Kind {
        /** For each second of the server's processor time. */
        DELIVERIES,
        /** Bytes. */
        MEMORY,
        /** Milliseconds. */
        PROCESSOR,
        /** Milliseconds. */
        LATENCY
    }

    String text(double figure) {
        return switch (kind) {
            case DELIVERIES -> figure < 1e6 ? text("%.0fk", figure / 1e3) : text("%.2fM", figure / 1e6);
            case MEMORY -> text("%.2f KiB", figure / 1024);
            case PROCESSOR -> text("%.0f us", figure * 1000);
            case LATENCY -> text("%.1f ms", figure);
        };
    }

    private static String text(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }
}
