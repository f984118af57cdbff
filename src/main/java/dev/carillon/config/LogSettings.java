package dev.carillon.config;

/**
 * Which lines the service logs, and in which format.
 *
 * @param format of a line
 * @param connections which connections have a line of their own
 */
public record LogSettings(LogFormat format, ConnectionLog connections) {
    public static final LogSettings DEFAULT = new LogSettings(LogFormat.TEXT, ConnectionLog.OFF);

    /** One line an event in either. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** Each includes those before it. */
    public enum ConnectionLog {
        OFF,
        /** Those that are refused. */
        REFUSED,
        /** Those that end, too. */
        ALL
    }
}
