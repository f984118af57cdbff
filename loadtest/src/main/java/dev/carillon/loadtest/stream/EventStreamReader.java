package dev.carillon.loadtest.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.lane.Connection;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Reads events from bytes in any pieces (WHATWG HTML, 9.2.6). Their types and {@code retry} are ignored.
 *
 * <p>Where {@link #isIdle()} is true after a read, the next bytes may be another stream's.
 */
final class EventStreamReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = "data".getBytes(US_ASCII);
    private static final byte[] ID = "id".getBytes(US_ASCII);
    private static final byte[] NUL = {0};
    private static final ByteBuffer NEW_LINE = US_ASCII.encode("\n");

    private final EventHandler handler;
    /** The beginning of a line of which the end has not come. */
    private final GrowingBytes line = new GrowingBytes();

    private final GrowingBytes data = new GrowingBytes();
    private final GrowingBytes id = new GrowingBytes();
    private boolean hasData;
    private boolean hasId;
    /** The last line ended with a CR, so that an LF that follows does not end another line. */
    private boolean afterReturn;
    /** Nothing was read of the first line, which may begin with a byte order mark. */
    private boolean atBeginning;

    /** @param atBeginning whether it reads a stream from its first byte */
    EventStreamReader(EventHandler handler, boolean atBeginning) {
        this.handler = handler;
        this.atBeginning = atBeginning;
    }

    boolean isIdle() {
        return line.length() == 0 && !hasData && !hasId && !afterReturn && !atBeginning;
    }

    /** Reads what lies between position and limit, as long as the connection is open. */
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

    /** A comment is a field without a name. */
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

    /** The state is updated before the handler is called, which may throw. */
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
