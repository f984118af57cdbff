package dev.carillon.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Frames as drawn in RFC 6455, 5.2, byte by byte and without the code under test, also invalid ones. */
public final class Wire {

    public static final int FIN = 0x80;
    private static final byte[] KEY = hex("37 fa 21 3d");

    private Wire() {}

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    public static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /** Bytes of which no two neighbours, and no two at a distance of a power of two, are equal. */
    public static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    public static byte[] ascii(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 'a');
        return bytes;
    }

    /** A client's frame: the first byte as given, the shortest length, a mask. */
    public static byte[] masked(int firstByte, byte[] payload) {
        byte[] head = unmasked(firstByte, payload);
        head[1] |= (byte) 0x80;
        byte[] hidden = payload.clone();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] ^= KEY[i % 4];
        }
        return join(Arrays.copyOf(head, head.length - payload.length), KEY, hidden);
    }

    public static byte[] masked(int firstByte, String payload) {
        return masked(firstByte, utf8(payload));
    }

    /** A server's frame: the first byte as given, the shortest length, no mask. */
    public static byte[] unmasked(int firstByte, byte[] payload) {
        int length = payload.length;
        byte[] head;
        if (length < 126) {
            head = new byte[] {(byte) firstByte, (byte) length};
        } else if (length < 0x1_0000) {
            head = new byte[] {(byte) firstByte, 126, (byte) (length >> 8), (byte) length};
        } else {
            head = join(new byte[] {(byte) firstByte, 127}, hex("%016x".formatted(length)));
        }
        return join(head, payload);
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
