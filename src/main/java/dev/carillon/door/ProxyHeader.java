package dev.carillon.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.http.Answers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header of the PROXY protocol, version 1 or 2, with which a proxy begins a connection to say from where it received it
 * (haproxy.org, doc/proxy-protocol.txt). Pure: reads bytes, and leaves them where they are.
 */
sealed interface ProxyHeader {
    /** The longest: far more than proxies send, with room for what a version 2 has behind its addresses. */
    int LENGTH_MAX = 4096;

    /** Of what is none, enough to know it: no more of a request belongs into a log. */
    int SHOWN_MAX = 12;

    /** What has come is the beginning of one; of fewer bytes than {@link #LENGTH_MAX}. */
    record Incomplete() implements ProxyHeader {}

    /** What has come is none. */
    record Invalid(String message) implements ProxyHeader {}

    /**
     * It is there.
     *
     * @param length in bytes
     * @param source from where the proxy received the connection; empty where the proxy made the connection itself, or
     *     received it from something without an IP address
     */
    record Whole(int length, Optional<InetSocketAddress> source) implements ProxyHeader {}

    /** Reads what a connection begins with. */
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
