package dev.carillon.auth;

import java.util.Base64;

/** Recognises keys in DER (X.690), the binary form of the keys that PEM contains. */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int LONG_FORM = 0x80;

    private Der() {}

    /** Whether {@code bytes} are exactly one sequence. */
    static boolean isMeant(byte[] bytes) {
        if (bytes.length < 4 || bytes[0] != SEQUENCE) {
            return false;
        }
        int first = bytes[1] & 0xff;
        int lengthBytes = first < LONG_FORM ? 0 : first - LONG_FORM;
        if (lengthBytes > 2) {
            return false;
        }
        int length = first < LONG_FORM ? first : 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = (length << 8) | (bytes[2 + i] & 0xff);
        }
        return bytes.length == 2 + lengthBytes + length;
    }

    /**
     * Whether {@code text} is DER in base64. Identity providers show a public key like that: PEM without its first and
     * last line.
     */
    static boolean isMeantInBase64(String text) {
        try {
            return isMeant(Base64.getDecoder().decode(text.replaceAll("\\s", "")));
        } catch (IllegalArgumentException otherText) {
            return false;
        }
    }
}
