package dev.carillon.logging;

import org.jspecify.annotations.Nullable;

/**
 * A variable part of a log line: a parameter of {@link System.Logger#log(System.Logger.Level, String, Object...)}. The
 * message is the same for all lines of a kind.
 *
 * @param value a number, a boolean, or text; null to omit the field
 * @param distinguishesKinds whether lines with different values are of different kinds; for closed sets only
 */
public record LogField(String name, @Nullable Object value, boolean distinguishesKinds) {
    /** Converts other values to text at once, since the line is written later, on another thread. */
    public LogField {
        if (value != null && !(value instanceof Number || value instanceof Boolean)) {
            value = value.toString();
        }
    }

    /** A field with any text, also from a client. */
    public static LogField of(String name, @Nullable Object value) {
        return new LogField(name, value, false);
    }

    /**
     * A field whose values are limited separately, so that many lines with one value do not suppress those with
     * another.
     *
     * @param value from a closed set, never chosen by a client
     */
    public static LogField kind(String name, Object value) {
        return new LogField(name, value, true);
    }
}
