package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.publication.MessageId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;

/** Writes the lines of an event stream (HTML, 9.2.5). Any thread may call this. */
public final class StreamText {
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private StreamText() {}

    /** A comment line, which shows proxies between the service and the client that the stream is alive. */
    public static byte[] comment() {
        return ":\n\n".getBytes(US_ASCII);
    }

    /** Sets the id that the client sends when it reconnects, without an event (HTML, 9.2.6). */
    public static byte[] id(MessageId id) {
        return ("id: " + id + "\n\n").getBytes(US_ASCII);
    }

    /** An event of the type {@code missed}, without an id: publications were left out; their number, if it is known. */
    public static byte[] missed(OptionalLong count) {
        String known = count.isPresent() ? ",\"count\":" + count.getAsLong() : "";
        return ("event: missed\ndata: {\"type\":\"missed\"" + known + "}\n\n").getBytes(US_ASCII);
    }

    /**
     * An event of the type {@code expired}, without an id: the credentials of the client have expired, and the stream
     * ends.
     */
    public static byte[] expired() {
        return "event: expired\ndata: {\"type\":\"expired\"}\n\n".getBytes(US_ASCII);
    }

    /** Sets the time that the client waits before it reconnects. */
    public static byte[] retry(Duration time) {
        return ("retry: " + time.toMillis() + "\n\n").getBytes(US_ASCII);
    }

    /**
     * One event.
     *
     * @param fields the lines before the data, each with its line end
     * @param data its lines, which may end with LF, CR or both, become separate fields
     */
    static byte[] event(byte[] fields, ByteBuffer data) {
        ByteBuffer event = ByteBuffer.allocate(fields.length + lengthOfLines(data) + 1);
        event.put(fields);
        int start = data.position();
        while (start <= data.limit()) {
            int end = endOfLine(data, start);
            event.put(DATA).put(data.slice(start, end - start)).put(LF);
            start = startOfNext(data, end);
        }
        return event.put(LF).array();
    }

    private static int lengthOfLines(ByteBuffer data) {
        int length = 0;
        int start = data.position();
        while (start <= data.limit()) {
            int end = endOfLine(data, start);
            length += DATA.length + end - start + 1;
            start = startOfNext(data, end);
        }
        return length;
    }

    private static int endOfLine(ByteBuffer data, int start) {
        int end = start;
        while (end < data.limit() && data.get(end) != LF && data.get(end) != CR) {
            end++;
        }
        return end;
    }

    /** The start of the next line; beyond the limit if the line that ends at {@code end} is the last. */
    private static int startOfNext(ByteBuffer data, int end) {
        boolean both = end + 1 < data.limit() && data.get(end) == CR && data.get(end + 1) == LF;
        return both ? end + 2 : end + 1;
    }
}
