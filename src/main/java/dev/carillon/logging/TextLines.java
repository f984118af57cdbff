package dev.carillon.logging;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** Formats log lines as text: {@code 2026-11-22T10:00:00.000Z INFO Acceptor listening port=8080}. */
public final class TextLines extends Formatter {
    @Override
    public String format(LogRecord record) {
        LogEvent event = LogEvent.of(record, this);
        StringBuilder line = new StringBuilder();
        line.append(event.timestamp()).append(' ').append(event.level()).append(' ');
        Escapes.plain(line, event.shortLogger());
        line.append(' ');
        Escapes.plain(line, event.message());
        event.fields().forEach(field -> append(line, field.name(), String.valueOf(field.value())));
        event.exception().ifPresent(trace -> append(line, "exception", trace));
        return line.append('\n').toString();
    }

    private static void append(StringBuilder line, String name, String value) {
        line.append(' ').append(name).append('=');
        if (isWord(value)) {
            Escapes.plain(line, value);
        } else {
            Escapes.quoted(line, value);
        }
    }

    /** Whether a value can be written without quotes. */
    private static boolean isWord(String value) {
        return !value.isEmpty()
                && value.chars().noneMatch(c -> c == '"' || c == '=' || c == '\\' || Character.isWhitespace(c));
    }
}
