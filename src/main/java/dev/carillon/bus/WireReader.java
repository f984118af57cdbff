package dev.carillon.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import java.util.function.Function;

/** Reads the bytes that another node has written, and never beyond their end. */
public final class WireReader {
    private final Buffer wire;
    private final Function<String, ? extends RuntimeException> cut;
    private int position;

    /**
     * @param cut makes the exception for bytes that end too early, from a text with what was expected and what came
     */
    public WireReader(Buffer wire, int position, Function<String, ? extends RuntimeException> cut) {
        this.wire = wire;
        this.position = position;
        this.cut = cut;
    }

    public int unsignedByte() {
        return wire.getUnsignedByte(pass(Byte.BYTES));
    }

    public int number() {
        return wire.getInt(pass(Integer.BYTES));
    }

    public long longNumber() {
        return wire.getLong(pass(Long.BYTES));
    }

    public UUID id() {
        return new UUID(longNumber(), longNumber());
    }

    /** A text: its length in 4 bytes, then UTF-8. */
    public String text() {
        return new String(bytes(number()), UTF_8);
    }

    public byte[] bytes(int count) {
        int start = pass(count);
        return wire.getBytes(start, start + count);
    }

    public byte[] rest() {
        return bytes(wire.length() - position);
    }

    public boolean hasMore() {
        return position < wire.length();
    }

    /** Skips {@code count} bytes; returns their position. */
    public int pass(int count) {
        int left = wire.length() - position;
        if (count < 0 || count > left) {
            throw cut.apply("expected " + count + " more bytes, but were " + left);
        }
        int start = position;
        position += count;
        return start;
    }
}
