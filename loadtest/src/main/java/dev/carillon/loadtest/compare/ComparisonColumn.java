package dev.carillon.loadtest.compare;

import java.util.Locale;

/** A column of the table: one figure for each server. */
record ComparisonColumn(String title, Kind kind) {

    /** The kind of figure, with its unit. */
    enum Kind {
        /** Deliveries for each second of the server's processor time. */
        DELIVERIES,
        /** Memory in bytes. */
        MEMORY,
        /** Processor time in milliseconds. */
        PROCESSOR,
        /** A latency in milliseconds. */
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
