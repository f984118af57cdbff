package dev.carillon.publication;

import java.util.regex.Pattern;

/**
 * The position of a remembered publication in the order of all publications that its node, or its cluster, remembers;
 * on the wire {@code epoch:offset}.
 *
 * @param epoch the name of one run of the log, 1 to 32 letters, digits, {@code -} or {@code _}; offsets of different
 *     epochs cannot be compared
 * @param offset counts from 1; several nodes with one order leave gaps. 0 is the position before the first
 */
public record MessageId(String epoch, long offset) {
    /** The largest offset, 2^53 - 1: the largest integer that JavaScript represents exactly. */
    public static final long OFFSET_MAX = 9_007_199_254_740_991L;

    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]{1,32}):(0|[1-9][0-9]{0,15})");
    private static final int SHOWN_MAX = 48;

    public MessageId {
        if (offset < 0 || offset > OFFSET_MAX) {
            throw new IllegalArgumentException("expected an offset from 0 to " + OFFSET_MAX + ", but was " + offset);
        }
    }

    /**
     * Parses an id in the form of {@link #toString}.
     *
     * @throws InvalidMessageId when the text is not an id
     */
    public static MessageId parse(String text) {
        var parts = TEXT.matcher(text);
        if (!parts.matches() || Long.parseLong(parts.group(2)) > OFFSET_MAX) {
            throw new InvalidMessageId(
                    "expected the id of a message, such as 'k3x9f2ab:42', but was '" + shown(text) + "'");
        }
        return new MessageId(parts.group(1), Long.parseLong(parts.group(2)));
    }

    /** A received text for a message, shortened, with only printable ASCII. */
    public static String shown(String text) {
        String start = text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }

    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
