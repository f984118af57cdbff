package dev.carillon.cli;

/**
 * Prints text from other sources on one line. Escapes are those of JSON: {@code \n}, {@code \t}, and {@code \}{@code
 * u001b} with four digits.
 */
final class OneLine {
    private final boolean terminal;

    /**
     * @param terminal whether the line is for a terminal, which would execute control characters
     */
    OneLine(boolean terminal) {
        this.terminal = terminal;
    }

    /**
     * A message on one line; control characters are always escaped, since a message may be shown on a terminal later.
     */
    static String message(String text) {
        return new OneLine(true).json(text);
    }

    /** Text on one line. Reversible: line breaks, tabs and backslashes are escaped. */
    String text(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> append(line, c);
            }
        });
        return line.toString();
    }

    /**
     * JSON on one line, with the same value. Line breaks and tabs can be only between its tokens (RFC 8259, 2 and 7),
     * and become spaces; escaped characters can be only in its strings.
     */
    String json(String json) {
        StringBuilder line = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            switch (c) {
                case '\n', '\r', '\t' -> line.append(' ');
                default -> append(line, c);
            }
        });
        return line.toString();
    }

    private void append(StringBuilder line, int codePoint) {
        if (isHalf(codePoint) || (terminal && isCommand(codePoint))) {
            line.append("\\u%04x".formatted(codePoint));
        } else {
            line.appendCodePoint(codePoint);
        }
    }

    /** Half of a surrogate pair cannot be written as UTF-8. */
    private static boolean isHalf(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    /** Control characters, other line breaks, and characters that change the direction of text (Unicode, UAX #9). */
    private static boolean isCommand(int codePoint) {
        return Character.isISOControl(codePoint)
                || codePoint == 0x061c
                || codePoint == 0x200e
                || codePoint == 0x200f
                || (codePoint >= 0x2028 && codePoint <= 0x202e)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }
}
