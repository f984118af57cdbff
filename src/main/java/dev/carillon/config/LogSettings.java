package dev.carillon.config;

/**
 * Which lines the service logs, and in which format.
 *
 * @param format of a line
 * @param connections the connections for which a line is logged
 */
public record LogSettings(LogFormat format, ConnectionLog connections) {
    public static final LogSettings DEFAULT = new LogSettings(LogFormat.TEXT, ConnectionLog.OFF);

    /** The format of a line. Each event is one line in both. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** Which connections have a log line. Each constant includes those before it. */
    public enum ConnectionLog {
        OFF,
        /** Refused connections. */
        REFUSED,
        /** Also connections that end. */
        ALL
    }
}
