package dev.carillon.text;

/** Text that goes into messages, logs and screens, and may be of any length. */
public final class Shortened {
    private Shortened() {}

    /**
     * At most so many characters of {@code text}, none of them cut in half, and an ellipsis where something is missing.
     */
    public static String of(String text, int charactersMax) {
        if (text.length() <= charactersMax || text.codePointCount(0, text.length()) <= charactersMax) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, charactersMax)) + "…";
    }
}
