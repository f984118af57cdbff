package dev.carillon.loadtest.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.lane.Connection;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Reads events from bytes, in pieces of any size (WHATWG HTML, 9.2.6). It ignores event types and {@code retry}.
 *
 * <p>If {@link #isIdle()} is true after a read, the next bytes may belong to another stream.
 */
final class EventStreamReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = "data".getBytes(US_ASCII);
    private static final byte[] ID = "id".getBytes(US_ASCII);
    private static final byte[] NUL = {0};
    private static final ByteBuffer NEW_LINE = US_ASCII.encode("\n");

    private final EventHandler handler;
    /** The beginning of a line whose end has not arrived. */
    private final GrowingBytes line = new GrowingBytes();

    private final GrowingBytes data = new GrowingBytes();
    private final GrowingBytes id = new GrowingBytes();
    private boolean hasData;
    private boolean hasId;
    /** Whether the last line ended with a CR. A following LF does not end another line. */
    private boolean afterReturn;
    /** Whether the next line is the first one, which may begin with a byte order mark. */
    private boolean atBeginning;

    /** Creates a reader; {@code atBeginning} says whether its first byte is the first one of a stream. */
    EventStreamReader(EventHandler handler, boolean atBeginning) {
        this.handler = handler;
        this.atBeginning = atBeginning;
    }

    boolean isIdle() {
        return line.length() == 0 && !hasData && !hasId && !afterReturn && !atBeginning;
    }

    /** Reads the bytes between position and limit, while the connection is open. */
    void read(Connection connection, ByteBuffer bytes) throws ProtocolException {
        while (bytes.hasRemaining() && connection.isOpen()) {
            int start = bytes.position();
            if (afterReturn && bytes.get(start) == '\n') {
                bytes.position(start + 1);
                afterReturn = false;
                continue;
            }
            afterReturn = false;
            int end = endOfLine(bytes);
            if (end == bytes.limit()) {
                line.add(bytes, start, end);
                bytes.position(end);
                return;
            }
            afterReturn = bytes.get(end) == '\r';
            bytes.position(end + 1);
            onLine(connection, bytes, start, end);
        }
    }

    private static int endOfLine(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit() && bytes.get(at) != '\n' && bytes.get(at) != '\r') {
            at++;
        }
        return at;
    }

    private void onLine(Connection connection, ByteBuffer bytes, int start, int end) throws ProtocolException {
        if (line.length() == 0) {
            onWholeLine(connection, bytes, start, end);
            return;
        }
        line.add(bytes, start, end);
        ByteBuffer whole = line.view();
        line.clear();
        onWholeLine(connection, whole, 0, whole.limit());
    }

    private void onWholeLine(Connection connection, ByteBuffer from, int first, int end) throws ProtocolException {
        int start = atBeginning && end - first >= BYTE_ORDER_MARK.length && Bytes.isAt(from, first, BYTE_ORDER_MARK)
                ? first + BYTE_ORDER_MARK.length
                : first;
        atBeginning = false;
        if (start == end) {
            dispatch(connection);
            return;
        }
        int colon = start;
        while (colon < end && from.get(colon) != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, end);
        onField(from, start, colon, value < end && from.get(value) == ' ' ? value + 1 : value, end);
    }

    /** Reads a field. A comment is a field without a name, and is ignored. */
    private void onField(ByteBuffer from, int name, int nameEnd, int value, int end) throws ProtocolException {
        if (isName(from, name, nameEnd, DATA)) {
            if (hasData) {
                data.add(NEW_LINE, 0, 1);
            }
            hasData = true;
            data.add(from, value, end);
        } else if (isName(from, name, nameEnd, ID) && Bytes.lastIndexOf(from, value, end, NUL) < 0) {
            hasId = true;
            id.clear();
            id.add(from, value, end);
        }
    }

    /** Ends an event. The state is updated before the handler is called, because the handler may throw. */
    private void dispatch(Connection connection) {
        boolean withId = hasId;
        boolean withData = hasData;
        ByteBuffer newId = id.view();
        ByteBuffer content = data.view();
        hasId = false;
        hasData = false;
        data.clear();
        if (withId) {
            handler.onId(connection, newId);
        }
        if (withData && connection.isOpen()) {
            handler.onText(connection, content);
        }
    }

    private static boolean isName(ByteBuffer from, int start, int end, byte[] name) {
        return end - start == name.length && Bytes.isAt(from, start, name);
    }
}
