package dev.carillon.frame;

import java.nio.ByteBuffer;

/**
 * Receives the frames that a {@link FrameReader} reads from one connection, on the loop that reads.
 *
 * <p>Payloads are between position and limit, are unmasked, and are valid only during the call: usually they are part
 * of the buffer into which the loop reads next.
 */
public interface FrameHandler {

    /**
     * Whether further frames are handled, called before each frame. Always false once the connection is closing: the
     * reader then drops its input (RFC 6455, 1.4 and 5.5.1). The reader itself cannot store this, because it serves
     * many connections.
     */
    boolean acceptsFrames();

    /** A complete text message in valid UTF-8. */
    void onText(ByteBuffer utf8);

    /** A complete binary message. */
    void onBinary(ByteBuffer data);

    /** A ping with at most 125 bytes, which must be answered with a pong with the same bytes (RFC 6455, 5.5.3). */
    void onPing(ByteBuffer data);

    /** A pong with at most 125 bytes, solicited or not. */
    void onPong(ByteBuffer data);

    /** The peer closes; nothing after this frame is read. An empty close frame has the code 1005 (RFC 6455, 7.1.5). */
    void onClose(int code, String reason);
}
