package dev.carillon.websocket;

import dev.carillon.frame.FrameReader;

/**
 * The frame readers of all connections of a loop that go by the same rules. One of them, the spare, serves every connection that
 * is between two messages; a connection that stops in the middle of one keeps the reader, and another becomes the spare.
 */
final class FrameReaders {
    private final WebSockets webSockets;
    private final int maxMessageBytes;
    private final boolean deflate;
    private FrameReader spare;

    /** @param deflate whether they agreed on permessage-deflate */
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

    /** The spare stands in the middle of something and goes with its connection. */
    void replaceSpare() {
        spare = newReader();
    }

    FrameReader newReader() {
        return webSockets.newReader(maxMessageBytes, deflate);
    }
}
