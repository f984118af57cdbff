package dev.carillon.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/** Reads what follows the kind of a frame, and never beyond its end. */
final class FrameBody {
    private final Buffer body;
    private int position;

    FrameBody(Buffer body) {
        this.body = body;
    }

    byte unsigned() {
        return body.getByte(advance(Byte.BYTES));
    }

    int number() {
        return body.getInt(advance(Integer.BYTES));
    }

    long longNumber() {
        return body.getLong(advance(Long.BYTES));
    }

    UUID id() {
        return new UUID(longNumber(), longNumber());
    }

    String text() {
        return new String(bytes(number()), UTF_8);
    }

    byte[] bytes(int count) {
        int start = advance(count);
        return body.getBytes(start, start + count);
    }

    byte[] rest() {
        return bytes(body.length() - position);
    }

    boolean hasMore() {
        return position < body.length();
    }

    private int advance(int count) {
        int left = body.length() - position;
        if (count < 0 || count > left) {
            throw new InvalidFrame("expected " + count + " more bytes, but were " + left);
        }
        int start = position;
        position += count;
        return start;
    }
}
