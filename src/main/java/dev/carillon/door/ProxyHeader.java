package dev.carillon.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.http.Answers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header of the PROXY protocol, version 1 or 2. A proxy sends it at the beginning of a connection, to pass on the
 * address of the client (haproxy.org, doc/proxy-protocol.txt). Reads bytes without consuming them, and keeps no state.
 */
sealed interface ProxyHeader {
    /** The longest accepted header: far more than proxies send, with space for the extensions of version 2. */
    int LENGTH_MAX = 4096;

    /**
     * Bytes of an invalid header that are logged. They identify the mistake; more of a request must not be in a log.
     */
    int SHOWN_MAX = 12;

    /** More bytes are needed; fewer than {@link #LENGTH_MAX} have come. */
    record Incomplete() implements ProxyHeader {}

    /** The bytes are not a header. */
    record Invalid(String message) implements ProxyHeader {}

    /**
     * A complete header.
     *
     * @param length in bytes
     * @param source the address from which the proxy received the connection; empty if the proxy itself opened the
     *     connection, or received it without an IP address
     */
    record Complete(int length, Optional<InetSocketAddress> source) implements ProxyHeader {}

    /** Reads the first bytes of a connection. */
    static ProxyHeader read(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(bytes.remaining(), LENGTH_MAX)];
        bytes.get(bytes.position(), first);
        if (beginsAs(ProxyHeaderV1.BEGINNING, first)) {
            return ProxyHeaderV1.read(first);
        }
        if (beginsAs(ProxyHeaderV2.SIGNATURE, first)) {
            return ProxyHeaderV2.read(first);
        }
        String text = new String(first, 0, Math.min(first.length, SHOWN_MAX), ISO_8859_1);
        return new Invalid("expected a header of the PROXY protocol, but was " + Answers.shown(text));
    }

    private static boolean beginsAs(byte[] beginning, byte[] bytes) {
        int length = Math.min(beginning.length, bytes.length);
        return Arrays.equals(beginning, 0, length, bytes, 0, length);
    }
}
