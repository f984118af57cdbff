package dev.carillon.logging;

/**
 * Writes text on one line of valid UTF-8, with the escapes of JSON (RFC 8259, 7). Escaped are characters that end a
 * line, control a terminal or change the direction of text, and halves of surrogate pairs, which UTF-8 cannot encode.
 */
final class Escapes {
    private Escapes() {}

    /** Appends a JSON string, with its quotes. */
    static void quoted(StringBuilder line, String text) {
        line.append('"');
        append(line, text, true);
        line.append('"');
    }

    /** Appends the text without enclosing quotes; quotes in it are not escaped. */
    static void plain(StringBuilder line, String text) {
        append(line, text, false);
    }

    private static void append(StringBuilder line, String text, boolean quoted) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> line.append(quoted ? "\\\"" : "\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> append(line, c);
            }
        });
    }

    private static void append(StringBuilder line, int c) {
        if (!isHarmless(c)) {
            // A character beyond U+FFFF is two halves.
            for (char half : Character.toChars(c)) {
                line.append("\\u%04x".formatted((int) half));
            }
        } else {
            line.appendCodePoint(c);
        }
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
