package dev.carillon.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;

/** Splits the received bytes of a socket into frames. Confined to the socket's loop. */
final class FrameCutter {
    private final RecordParser parser = RecordParser.newFixed(LinkFrames.HEAD_BYTES);
    private int lengthMax = LinkFrames.LENGTH_MAX_AT_FIRST;
    private boolean atLength = true;

    /** Receives each frame. */
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

    /** Permits long frames, since the other node has proved that it belongs to the cluster. */
    void trust() {
        lengthMax = LinkFrames.LENGTH_MAX;
    }

    private int checked(int length) {
        if (length < 1 || length > lengthMax) {
            throw new InvalidFrame("expected a frame of 1 to " + lengthMax + " bytes, but was " + length);
        }
        return length;
    }
}
