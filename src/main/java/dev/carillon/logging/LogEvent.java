package dev.carillon.logging;

import dev.carillon.auth.Secrets;
import dev.carillon.text.Shortened;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * The contents of a line, before formatting: texts have a bounded length, and secrets are masked.
 *
 * @param logger its full name
 * @param exception with its stack trace
 */
record LogEvent(
        Instant time, String level, String logger, String message, List<LogField> fields, Optional<String> exception) {
    /** The bound for text, which may come from clients: they must not fill a disk with few lines. */
    private static final int TEXT_MAX = 500;

    private static final int EXCEPTION_MAX = 16 << 10;

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    static LogEvent of(LogRecord line, Formatter formatter) {
        List<LogField> fields = fields(line);
        String message = fields.isEmpty() ? formatter.formatMessage(line) : line.getMessage();
        return new LogEvent(
                line.getInstant(),
                level(line.getLevel()),
                String.valueOf(line.getLoggerName()),
                shown(String.valueOf(message), TEXT_MAX),
                fields,
                Optional.ofNullable(line.getThrown()).map(LogEvent::trace));
    }

    /** The fields of {@code line}, unchanged. */
    static List<LogField> fieldsOf(LogRecord line) {
        Object[] parameters = line.getParameters();
        return parameters == null
                ? List.of()
                : Arrays.stream(parameters)
                        .filter(LogField.class::isInstance)
                        .map(LogField.class::cast)
                        .toList();
    }

    private static List<LogField> fields(LogRecord line) {
        List<LogField> fields = new ArrayList<>();
        for (LogField field : fieldsOf(line)) {
            if (field.value() instanceof String text) {
                fields.add(LogField.of(field.name(), shown(text, TEXT_MAX)));
            } else if (field.value() != null) {
                fields.add(field);
            }
        }
        return fields;
    }

    /** The name of the level in {@link System.Logger}. */
    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        if (value >= Level.INFO.intValue()) {
            return "INFO";
        }
        return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return shown(trace.toString().strip(), EXCEPTION_MAX);
    }

    private static String shown(String text, int max) {
        // Masked before it is cut: half of a secret would not be recognised.
        return Shortened.of(Secrets.masked(text), max);
    }

    /** ISO 8601 with milliseconds, in UTC. */
    String timestamp() {
        return TIME.format(time);
    }

    /** The last part of the logger's name. */
    String shortLogger() {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
