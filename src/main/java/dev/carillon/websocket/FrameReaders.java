package dev.carillon.websocket;

import dev.carillon.frame.FrameReader;

/**
 * The frame readers of all connections of a loop with the same rules. One reader, the spare, serves every connection
 * that is between two messages. A connection that stops in the middle of a message keeps the reader, and a new one
 * becomes the spare.
 */
final class FrameReaders {
    private final WebSockets webSockets;
    private final int maxMessageBytes;
    private final boolean deflate;
    private FrameReader spare;

    /** @param deflate whether permessage-deflate was negotiated */
    FrameReaders(WebSockets webSockets, int maxMessageBytes, boolean deflate) {
        this.webSockets = webSockets;
        this.maxMessageBytes = maxMessageBytes;
        this.deflate = deflate;
        this.spare = newReader();
    }

    WebSockets webSockets() {
        return webSockets;
    }

    FrameReader spare() {
        return spare;
    }

    /** The spare is in the middle of a message, so it stays with its connection. */
    void replaceSpare() {
        spare = newReader();
    }

    FrameReader newReader() {
        return webSockets.newReader(maxMessageBytes, deflate);
    }
}
