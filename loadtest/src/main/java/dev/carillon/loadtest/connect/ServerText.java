package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.plan.ConnectionTokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes the text of any refusal printable, and short enough for a line of a report. */
public final class ServerText {
    private static final int LENGTH_MAX = 160;

    private ServerText() {}

    /** The first line of the content of an answer; empty if the content is empty or is markup. */
    public static String firstLine(ByteBuffer content) {
        String text = StandardCharsets.UTF_8.decode(content.duplicate()).toString();
        return text.lines()
                .map(String::strip)
                // A chunk begins with its length (RFC 9112, 7.1).
                .filter(line -> !line.isEmpty() && !line.matches("[0-9A-Fa-f]{1,8}"))
                .findFirst()
                .filter(line -> !line.startsWith("<"))
                .map(ServerText::printable)
                .orElse("");
    }

    /** Joins a server's status and the first line of its content, unless the status already ends with that line. */
    public static String joined(String status, String firstLine) {
        String told = printable(status);
        return told.endsWith(firstLine) ? told : told + ": " + firstLine;
    }

    /** Shortens a text to 160 characters, escapes control characters, and hides tokens that the server repeats. */
    public static String printable(String said) {
        String text = ConnectionTokens.hidden(said);
        StringBuilder printable = new StringBuilder();
        text.codePoints().limit(LENGTH_MAX).forEach(point -> {
            int type = Character.getType(point);
            if (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE) {
                printable
                        .append("\\u")
                        .append(Integer.toHexString(0x10000 | point).substring(1));
            } else {
                printable.appendCodePoint(point);
            }
        });
        return text.codePointCount(0, text.length()) > LENGTH_MAX
                ? printable.append("...").toString()
                : printable.toString();
    }
}
