package dev.carillon.logging;

/**
 * Text as one line that is valid UTF-8, with the escapes of JSON (RFC 8259, 7). Escaped is what ends a line, what a terminal obeys,
 * what turns the text around it, and halves of surrogate pairs, which UTF-8 cannot hold.
 */
final class Escapes {
    private Escapes() {}

    /** A string of JSON, with its quotes. */
    static void quoted(StringBuilder line, String text) {
        line.append('"');
        append(line, text, true);
        line.append('"');
    }

    /** The same without quotes around it, or in it. */
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
            // Beyond U+FFFF it is two halves.
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
