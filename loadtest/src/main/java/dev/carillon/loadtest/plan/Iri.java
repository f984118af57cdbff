package dev.carillon.loadtest.plan;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A path with its query as a user writes it, and as a request line has it (RFC 3987, 3.1). */
final class Iri {
    /** Characters that a path and a query may contain unencoded (RFC 3986, 3.3 and 3.4), besides letters and digits. */
    private static final String PLAIN = "-._~!$&'()*+,;=:@/?";

    private Iri() {}

    /** UTF-8, percent-encoded wherever it must be; what is percent-encoded already stays as it is. */
    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (isPlain(bytes[i]) || isEncoded(bytes, i)) {
                encoded.append((char) bytes[i]);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", bytes[i]));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(byte octet) {
        return isLetterOrDigit(octet) || PLAIN.indexOf(octet) >= 0;
    }

    private static boolean isLetterOrDigit(byte octet) {
        return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9');
    }

    private static boolean isEncoded(byte[] bytes, int at) {
        return bytes[at] == '%'
                && at + 2 < bytes.length
                && Character.digit(bytes[at + 1], 16) >= 0
                && Character.digit(bytes[at + 2], 16) >= 0;
    }
}
