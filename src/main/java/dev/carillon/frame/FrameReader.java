package dev.carillon.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a peer's frames from bytes in pieces of any size (RFC 6455, 5) and passes on complete messages.
 *
 * <p>One reader for each loop serves all connections that are between messages. If {@link #isIdle()} is false after a
 * read, the reader contains the beginning of that connection's message. It then stays with the connection until it is
 * idle again, and the loop uses another reader for the others.
 *
 * <p>A message that is complete in the bytes read is unmasked in place and passed on as part of that buffer; nothing is
 * allocated. Only messages in pieces are stored. A deflated message is stored as received, and inflated and checked for
 * UTF-8 when it is complete (RFC 7692).
 *
 * <p>After a {@link ProtocolViolation} or a close frame the reader is idle. {@link #isIdle()} is also correct after an
 * exception of a handler, because the reader updates its state before it calls a handler.
 */
public final class FrameReader {

    private final int maxMessageBytes;
    private final HeldBytes held;
    private final @Nullable Inflation inflation;
    private final FrameHeader header;
    private final Pieces controlPieces = new Pieces(FrameHeader.CONTROL_PAYLOAD_MAX);
    private final Pieces messagePieces;

    /** TEXT or BINARY from a message's first header to its last byte; null between messages. */
    private @Nullable Opcode message;

    /** Whether the current message is deflated. */
    private boolean deflated;

    private int utf8State = Utf8.BOUNDARY;

    /** Refuses messages above {@code maxMessageBytes}, over all fragments, with 1009. */
    public FrameReader(Role role, int maxMessageBytes) {
        this(role, maxMessageBytes, new HeldBytes(Long.MAX_VALUE), null);
    }

    /**
     * If {@code held} is full, an unfinished message is refused with 1013.
     *
     * @param inflation null if permessage-deflate was not negotiated
     */
    public FrameReader(Role role, int maxMessageBytes, HeldBytes held, @Nullable Inflation inflation) {
        this.maxMessageBytes = maxMessageBytes;
        this.held = held;
        this.inflation = inflation;
        this.header = new FrameHeader(role, inflation != null);
        this.messagePieces = new Pieces(inflation == null ? maxMessageBytes : deflatedMax(maxMessageBytes));
    }

    /** The longest deflated form of a message. zlib's output never exceeds this, whatever its memory and window are. */
    private static int deflatedMax(int messageBytes) {
        return (int) Math.min(Integer.MAX_VALUE - 8, 64L + messageBytes + (messageBytes >> 3) + (messageBytes >> 6));
    }

    /** Whether the reader is between messages and stores nothing, so that it can read from another connection. */
    public boolean isIdle() {
        return message == null && !header.hasBegun();
    }

    /**
     * Reads all of {@code bytes}, which must be writable and in network byte order. After a violation or an exception
     * of a handler, position and limit are undefined; the rest of the input is lost with the connection.
     */
    public void read(ByteBuffer bytes, FrameHandler handler) throws ProtocolViolation {
        if (bytes.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("expected bytes in network order, but were " + bytes.order());
        }
        try {
            boolean open = handler.acceptsFrames();
            while (open && bytes.hasRemaining()) {
                open = readFrame(bytes, handler) && handler.acceptsFrames();
            }
            if (!open) {
                bytes.position(bytes.limit());
                forget();
            }
        } catch (ProtocolViolation violation) {
            forget();
            throw violation;
        }
    }

    /** Drops an incomplete message whose connection does not continue it. */
    public void forget() {
        header.clear();
        controlPieces.clear();
        endMessage();
    }

    /** Reads on in the current frame; returns false after a close frame, because nothing after it counts (5.5.1). */
    private boolean readFrame(ByteBuffer bytes, FrameHandler handler) throws ProtocolViolation {
        if (!header.isComplete()) {
            header.read(bytes);
            if (!header.isComplete()) {
                return true;
            }
            if (!header.opcode().isControl()) {
                beginDataFrame();
            }
        }
        int limit = bytes.limit();
        int end = bytes.position() + (int) Math.min(bytes.remaining(), header.payloadLeft());
        bytes.limit(end);
        header.unmask(bytes);
        boolean open = header.opcode().isControl() ? readControl(bytes, handler) : readData(bytes, handler);
        bytes.limit(limit).position(end);
        return open;
    }

    private void beginDataFrame() throws ProtocolViolation {
        Opcode opcode = header.opcode();
        if (opcode == Opcode.CONTINUATION && message == null) {
            throw broken("expected a text or binary frame, but was a continuation without a beginning");
        }
        if (opcode != Opcode.CONTINUATION && message != null) {
            throw broken("expected a continuation of the " + message + " message, but was a new " + opcode + " frame");
        }
        if (message == null) {
            deflated = header.deflated();
        }
        int max = deflated ? deflatedMax(maxMessageBytes) : maxMessageBytes;
        if (header.payloadLeft() > max - messagePieces.length()) {
            throw new ProtocolViolation(
                    CloseCode.MESSAGE_TOO_BIG,
                    "expected a message of at most " + max + " bytes, but was "
                            + Long.toUnsignedString(messagePieces.length() + header.payloadLeft()) + " or more");
        }
        if (message == null) {
            message = opcode;
        }
    }

    private boolean readControl(ByteBuffer piece, FrameHandler handler) throws ProtocolViolation {
        if (header.payloadLeft() > 0) {
            controlPieces.add(piece);
            return true;
        }
        Opcode opcode = header.opcode();
        header.clear();
        return deliverControl(opcode, whole(controlPieces, piece), handler);
    }

    private static boolean deliverControl(Opcode opcode, ByteBuffer payload, FrameHandler handler)
            throws ProtocolViolation {
        switch (opcode) {
            case PING -> handler.onPing(payload);
            case PONG -> handler.onPong(payload);
            case CLOSE -> {
                ClosePayload close = ClosePayload.read(payload);
                handler.onClose(close.code(), close.reason());
                return false;
            }
            case CONTINUATION, TEXT, BINARY -> throw new IllegalArgumentException(opcode + " is not a control frame");
        }
        return true;
    }

    private boolean readData(ByteBuffer piece, FrameHandler handler) throws ProtocolViolation {
        boolean frameEnds = header.payloadLeft() == 0;
        boolean messageEnds = frameEnds && header.fin();
        boolean isText = message == Opcode.TEXT;
        if (isText && !deflated) {
            checkText(piece, messageEnds);
        }
        if (frameEnds) {
            header.clear();
        }
        if (!messageEnds) {
            hold(piece);
            return true;
        }
        ByteBuffer payload = wholeMessage(piece);
        if (deflated) {
            payload = inflated(payload, isText);
        }
        endMessage();
        if (isText) {
            handler.onText(payload);
        } else {
            handler.onBinary(payload);
        }
        return true;
    }

    private ByteBuffer inflated(ByteBuffer payload, boolean isText) throws ProtocolViolation {
        ByteBuffer whole = Objects.requireNonNull(inflation).inflate(payload, maxMessageBytes);
        if (isText) {
            checkText(whole, true);
        }
        return whole;
    }

    /** Fails as soon as the text cannot become valid, which may be long before its end (8.1). */
    private void checkText(ByteBuffer piece, boolean messageEnds) throws ProtocolViolation {
        utf8State = Utf8.advance(utf8State, piece);
        if (utf8State == Utf8.MALFORMED) {
            throw new ProtocolViolation(CloseCode.INVALID_PAYLOAD_DATA, "expected text in UTF-8, but was not");
        }
        if (messageEnds && utf8State != Utf8.BOUNDARY) {
            throw new ProtocolViolation(
                    CloseCode.INVALID_PAYLOAD_DATA, "expected text in UTF-8, but it ended inside a character");
        }
    }

    private void hold(ByteBuffer piece) throws ProtocolViolation {
        int before = messagePieces.capacity();
        if (before - messagePieces.length() < piece.remaining()) {
            held.requireSpaceFor(piece.remaining());
        }
        messagePieces.add(piece);
        held.changed(messagePieces.capacity() - before);
    }

    private ByteBuffer wholeMessage(ByteBuffer last) throws ProtocolViolation {
        if (messagePieces.isEmpty()) {
            return last;
        }
        hold(last);
        held.changed(-messagePieces.capacity());
        return messagePieces.take();
    }

    /** Returns the last piece itself if there was none before it. */
    private static ByteBuffer whole(Pieces before, ByteBuffer last) {
        if (before.isEmpty()) {
            return last;
        }
        before.add(last);
        return before.take();
    }

    private void endMessage() {
        message = null;
        utf8State = Utf8.BOUNDARY;
        held.changed(-messagePieces.capacity());
        messagePieces.clear();
    }

    private static ProtocolViolation broken(String message) {
        return new ProtocolViolation(CloseCode.PROTOCOL_ERROR, message);
    }
}
