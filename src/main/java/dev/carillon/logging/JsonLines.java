package dev.carillon.logging;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Formats log lines for programs: each is a JSON object. */
public final class JsonLines extends Formatter {
    @Override
    public String format(LogRecord record) {
        LogEvent event = LogEvent.of(record, this);
        StringBuilder line = new StringBuilder("{");
        append(line, "time", event.timestamp());
        append(line, "level", event.level());
        append(line, "logger", event.logger());
        append(line, "message", event.message());
        event.fields().forEach(field -> append(line, field.name(), field.value()));
        event.exception().ifPresent(trace -> append(line, "exception", trace));
        return line.append("}\n").toString();
    }

    private static void append(StringBuilder line, String name, @Nullable Object value) {
        if (line.length() > 1) {
            line.append(',');
        }
        Escapes.quoted(line, name);
        line.append(':');
        if (value instanceof Boolean || (value instanceof Number number && Double.isFinite(number.doubleValue()))) {
            line.append(value);
        } else {
            Escapes.quoted(line, String.valueOf(value));
        }
    }
}
