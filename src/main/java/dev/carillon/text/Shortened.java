package dev.carillon.text;

/** Shortens text of any length for messages, logs and screens. */
public final class Shortened {
    private Shortened() {}

    /** At most {@code charactersMax} code points of {@code text}, with an ellipsis if something is missing. */
    public static String of(String text, int charactersMax) {
        if (text.length() <= charactersMax || text.codePointCount(0, text.length()) <= charactersMax) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, charactersMax)) + "…";
    }
}
