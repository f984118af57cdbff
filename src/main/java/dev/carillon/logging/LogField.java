package dev.carillon.logging;

import org.jspecify.annotations.Nullable;

/**
 * A variable part of a log line: a parameter of {@link System.Logger#log(System.Logger.Level, String, Object...)}, whose message
 * is the same for all lines of a kind.
 *
 * @param value a number, a boolean, or text; null to omit the field
 * @param distinguishesKinds whether lines with different values are of different kinds; for closed sets only
 */
public record LogField(String name, @Nullable Object value, boolean distinguishesKinds) {
    /** Turns any other value into text at once: the line is written later, by another thread. */
    public LogField {
        if (value != null && !(value instanceof Number || value instanceof Boolean)) {
            value = value.toString();
        }
    }

    /** A field that may contain any text, also of a client. */
    public static LogField of(String name, @Nullable Object value) {
        return new LogField(name, value, false);
    }

    /**
     * A field each value of which has its own bound, so that many lines with one value do not hide those with another.
     *
     * @param value of a closed set, never what a client can choose
     */
    public static LogField kind(String name, Object value) {
        return new LogField(name, value, true);
    }
}
