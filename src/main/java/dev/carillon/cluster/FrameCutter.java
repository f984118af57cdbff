package dev.carillon.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;

/** Cuts what a socket brings into frames. Confined to the socket's loop. */
final class FrameCutter {
    private final RecordParser parser = RecordParser.newFixed(LinkFrames.HEAD_BYTES);
    private int lengthMax = LinkFrames.LENGTH_MAX_AT_FIRST;
    private boolean atLength = true;

    /** Takes one frame. */
    interface FrameListener {
        void frame(byte kind, Buffer body);
    }

    FrameCutter(FrameListener listener) {
        parser.handler(record -> {
            if (atLength) {
                parser.fixedSizeMode(checked(record.getInt(0)));
            } else {
                parser.fixedSizeMode(LinkFrames.HEAD_BYTES);
            }
            atLength = !atLength;
            if (atLength) {
                listener.frame(record.getByte(0), record.slice(1, record.length()));
            }
        });
    }

    /** @throws InvalidFrame if the bytes are not a frame */
    void take(Buffer bytes) {
        parser.handle(bytes);
    }

    /** The other node is one of ours, and may send long frames. */
    void trust() {
        lengthMax = LinkFrames.LENGTH_MAX;
    }

    private int checked(int length) {
        if (length < 1 || length > lengthMax) {
            throw new InvalidFrame("expected a frame of 1 to " + lengthMax + " bytes, but was one of " + length);
        }
        return length;
    }
}
