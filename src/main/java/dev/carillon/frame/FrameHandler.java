package dev.carillon.frame;

import java.nio.ByteBuffer;

/**
 * What a {@link FrameReader} tells of one connection, called on the loop that reads.
 *
 * <p>Payloads lie between position and limit, are unmasked, and are valid only during the call: usually they are a
 * window of the buffer that the loop reads into next.
 */
public interface FrameHandler {

    /**
     * Whether more frames are wanted, asked before each. False for good once the connection is closing, whichever side began:
     * the reader then drops what it has and what comes (RFC 6455, 1.4 and 5.5.1). It is the connection that knows this
     * and not the reader, because one reader serves many connections.
     */
    boolean isListening();

    /** A whole text message; the bytes are valid UTF-8. */
    void onText(ByteBuffer utf8);

    /** A whole binary message. */
    void onBinary(ByteBuffer data);

    /** A ping with at most 125 bytes, to be answered by a pong with the same (RFC 6455, 5.5.3). */
    void onPing(ByteBuffer data);

    /** A pong with at most 125 bytes, asked for or not. */
    void onPong(ByteBuffer data);

    /** The peer closes, and nothing is read behind this. An empty frame has the code 1005 (RFC 6455, 7.1.5). */
    void onClose(int code, String reason);
}
