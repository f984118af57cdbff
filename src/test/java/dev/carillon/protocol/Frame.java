package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;

/** The parts of a complete server frame. */
final class Frame {
    static final int TEXT = 0x81;
    static final int BINARY = 0x82;

    private Frame() {}

    static String text(byte[] frame) {
        return new String(payload(TEXT, frame), UTF_8);
    }

    static byte[] payload(int firstByte, byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        assertThat(Byte.toUnsignedInt(bytes.get())).isEqualTo(firstByte);
        int shortLength = bytes.get();
        long length = switch (shortLength) {
            case 126 -> Short.toUnsignedInt(bytes.getShort());
            case 127 -> bytes.getLong();
            default -> shortLength;
        };
        assertThat(length).isEqualTo(bytes.remaining());
        byte[] payload = new byte[bytes.remaining()];
        bytes.get(payload);
        return payload;
    }
}
