package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.plan.ConnectionTokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The text of a refusal, shortened for a line of a report, whatever the server sends. */
public final class ServerText {
    private static final int LENGTH_MAX = 160;

    private ServerText() {}

    /** The first line of the content of an answer; empty for a page of markup or no content. */
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

    /** A server's status with the first line of its content, unless the status ends with it. */
    public static String joined(String status, String firstLine) {
        String told = printable(status);
        return told.endsWith(firstLine) ? told : told + ": " + firstLine;
    }

    /** Shortened, without control characters and without tokens that a server repeats. */
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
