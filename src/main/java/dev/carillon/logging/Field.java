package dev.carillon.logging;

import org.jspecify.annotations.Nullable;

/**
 * What is variable in a log line: a parameter of {@link System.Logger#log(System.Logger.Level, String, Object...)}, whose message
 * is the same for all lines of a kind.
 *
 * @param value numbers and booleans are such in JSON; null where there is none, and then the field is left out
 * @param tellsKind whether lines with different values are of different kinds; for closed sets only
 */
public record Field(String name, @Nullable Object value, boolean tellsKind) {
    /** What a line may be about: no control character, or any text that a client has sent. */
    public static Field of(String name, @Nullable Object value) {
        return new Field(name, value, false);
    }

    /**
     * One of which each value has its own rate, so that many lines with one value do not hide those with another.
     *
     * @param value of a closed set, never what a client can choose
     */
    public static Field kind(String name, Object value) {
        return new Field(name, value, true);
    }
}
