package dev.carillon.cli;

/**
 * Text of others as one line. Escapes are those of JSON: {@code \n}, {@code \t}, and {@code \}{@code u001b} with four digits.
 */
final class OneLine {
    private final boolean terminal;

    /** @param terminal whether the line is for a terminal, which takes control characters for commands */
    OneLine(boolean terminal) {
        this.terminal = terminal;
    }

    /** For messages, which people read wherever they go. */
    static String message(String text) {
        return new OneLine(true).json(text);
    }

    /** Reversible: line breaks, tabs and backslashes are escaped. */
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
     * JSON stays the same value: line breaks and tabs stand between its tokens only (RFC 8259, 2 and 7), and become spaces;
     * what is escaped stands in its strings.
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

    /** Of a surrogate pair: UTF-8 cannot hold it. */
    private static boolean isHalf(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    /** Controls, other line breaks, and what changes the direction of the text around it (Unicode, UAX #9). */
    private static boolean isCommand(int codePoint) {
        return Character.isISOControl(codePoint)
                || codePoint == 0x061c
                || codePoint == 0x200e
                || codePoint == 0x200f
                || (codePoint >= 0x2028 && codePoint <= 0x202e)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }
}
