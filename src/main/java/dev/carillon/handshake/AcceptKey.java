package dev.carillon.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Computes the server's proof that it has read the client's key and speaks WebSocket (RFC 6455, 1.3 and 4.2.2).
 *
 * <p>Belongs to one loop, and is called once for each new connection; it allocates only the result.
 */
final class AcceptKey {

    /** Sixteen bytes in base64. */
    static final int KEY_LENGTH = 24;

    /** The fixed text that follows every key (RFC 6455, 1.3). */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final int SHA_1_BYTES = 20;
    private static final int SHA_1_IN_BASE64 = 28;

    private final MessageDigest sha1;
    private final byte[] keyAndGuid = new byte[KEY_LENGTH + GUID.length()];
    private final byte[] hash = new byte[SHA_1_BYTES];
    private final byte[] encoded = new byte[SHA_1_IN_BASE64];

    AcceptKey() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
        System.arraycopy(GUID.getBytes(ISO_8859_1), 0, keyAndGuid, KEY_LENGTH, GUID.length());
    }

    /** Whether a key is 16 bytes in base64 (RFC 6455, 4.1). */
    static boolean isKey(String key) {
        if (key.length() != KEY_LENGTH || !key.endsWith("==")) {
            return false;
        }
        for (int i = 0; i < KEY_LENGTH - 2; i++) {
            if (!isBase64(key.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The Sec-WebSocket-Accept for a key that is valid by {@link #isKey}. */
    String of(String key) {
        for (int i = 0; i < KEY_LENGTH; i++) {
            keyAndGuid[i] = (byte) key.charAt(i);
        }
        try {
            sha1.update(keyAndGuid);
            sha1.digest(hash, 0, SHA_1_BYTES);
        } catch (DigestException tooSmall) {
            throw new IllegalStateException(tooSmall);
        }
        Base64.getEncoder().encode(hash, encoded);
        return new String(encoded, ISO_8859_1);
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
