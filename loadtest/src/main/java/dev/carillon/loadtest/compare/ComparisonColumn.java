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
        String format = switch (kind) {
            case DELIVERIES -> figure < 1e6 ? "%.0fk" : "%.2fM";
            case MEMORY -> "%.2f KiB";
            case PROCESSOR -> "%.0f us";
            case LATENCY -> "%.1f ms";
        };
        return String.format(Locale.ROOT, format, scaled(figure));
    }

    private double scaled(double figure) {
        return switch (kind) {
            case DELIVERIES -> figure < 1e6 ? figure / 1e3 : figure / 1e6;
            case MEMORY -> figure / 1024;
            case PROCESSOR -> figure * 1000;
            case LATENCY -> figure;
        };
    }
}
