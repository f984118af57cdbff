package dev.carillon.handshake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The client's side of the opening handshake (RFC 6455, 4.1): a request, rendered once, and the rules for its answer.
 * Immutable, so that all connections to one target share it.
 *
 * <p>They also share its key. The RFC requires a random key for each connection (4.1), so that an answer proves that a
 * WebSocket server has read this request (1.3). The key is not a secret. A load tester connects to the server that it
 * was told to load, needs no protection against a cached answer, and saves a random number and a hash for each of a
 * million connections.
 */
public final class ClientHandshake implements ClientRequest {

    private static final SortedSet<String> OWN = own(
            "Host",
            "Upgrade",
            "Connection",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Version",
            "Sec-WebSocket-Protocol",
            "Sec-WebSocket-Extensions");

    private final byte[] request;
    private final String expectedAccept;
    private final List<String> subprotocols;

    /** The result of an opening handshake. */
    public sealed interface Result {}

    /** The connection is open; the rest of the buffer is frames. */
    public record Open(Optional<String> subprotocol) implements Result {}

    /** The head of the answer is incomplete. */
    public record NeedMore() implements Result {}

    /**
     * The handshake failed.
     *
     * @param status of the answer, if it is the reason; the content of the answer follows in the bytes
     */
    public record Failed(Failure failure, String message, OptionalInt status) implements Result {
        Failed(Failure failure, String message) {
            this(failure, message, OptionalInt.empty());
        }
    }

    /** Why a handshake failed, in classes that are counted separately. */
    public enum Failure {
        HEAD_TOO_LONG,
        NOT_HTTP,
        STATUS,
        UPGRADE,
        ACCEPT,
        EXTENSION,
        SUBPROTOCOL,
        CONTENT
    }

    /**
     * A request for {@code path} (with its query) at {@code host} (with its port unless it is the default). The key is
     * 16 bytes in base64; the subprotocols are in order of preference. {@code headers} may contain a name several
     * times, but no name that the handshake sets itself ({@link #isOwn}).
     */
    public ClientHandshake(
            String host, String path, List<Map.Entry<String, String>> headers, List<String> subprotocols, String key) {
        if (!AcceptKey.isKey(key)) {
            throw new IllegalArgumentException("expected a key of 16 bytes in base64, but was " + key);
        }
        headers.stream().map(Map.Entry::getKey).filter(ClientHandshake::isOwn).forEach(own -> {
            throw new IllegalArgumentException("expected no header that the handshake sets itself, but was " + own);
        });
        this.request = render(host, path, headers, subprotocols, key);
        this.expectedAccept = new AcceptKey().of(key);
        this.subprotocols = List.copyOf(subprotocols);
    }

    /** Whether the handshake itself sets the header of this name, so that no other may be added. */
    public static boolean isOwn(String name) {
        return OWN.contains(name);
    }

    @Override
    public byte[] request() {
        return request;
    }

    /** Applies the checks of RFC 6455, 4.1, in its order. */
    @Override
    public Result judge(ResponseHead answer) {
        if (!answer.isHttp()) {
            return failed(Failure.NOT_HTTP, "expected HTTP/1.1 101", List.of(answer.statusLine()));
        }
        if (!answer.switchesProtocols()) {
            Failed refused = failed(Failure.STATUS, "expected HTTP/1.1 101", List.of(answer.statusLine()));
            return new Failed(Failure.STATUS, refused.message, answer.status());
        }
        List<String> upgrade = answer.values("Upgrade");
        if (!HeaderValues.contain(upgrade, "websocket")) {
            return failed(Failure.UPGRADE, "expected Upgrade: websocket", upgrade);
        }
        List<String> connection = answer.values("Connection");
        if (!HeaderValues.contain(connection, "upgrade")) {
            return failed(Failure.UPGRADE, "expected Connection: Upgrade", connection);
        }
        List<String> accept = answer.values("Sec-WebSocket-Accept");
        if (!accept.equals(List.of(expectedAccept))) {
            return failed(Failure.ACCEPT, "expected Sec-WebSocket-Accept: " + expectedAccept, accept);
        }
        List<String> extensions = HeaderValues.elements(answer.values("Sec-WebSocket-Extensions"));
        if (!extensions.isEmpty()) {
            return failed(Failure.EXTENSION, "expected no Sec-WebSocket-Extensions", extensions);
        }
        List<String> chosen = answer.values("Sec-WebSocket-Protocol");
        if (chosen.size() > 1 || !subprotocols.containsAll(chosen)) {
            return failed(Failure.SUBPROTOCOL, "expected Sec-WebSocket-Protocol to be one of " + subprotocols, chosen);
        }
        return new Open(chosen.stream().findFirst());
    }

    private static SortedSet<String> own(String... names) {
        SortedSet<String> own = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        own.addAll(List.of(names));
        return Collections.unmodifiableSortedSet(own);
    }

    private static Failed failed(Failure failure, String expected, List<String> was) {
        return new Failed(failure, expected + ", but was " + HeaderValues.shown(was));
    }

    private static byte[] render(
            String host, String path, List<Map.Entry<String, String>> headers, List<String> subprotocols, String key) {
        List<Map.Entry<String, String>> fields = new ArrayList<>(List.of(
                Map.entry("Host", host),
                Map.entry("Upgrade", "websocket"),
                Map.entry("Connection", "Upgrade"),
                Map.entry("Sec-WebSocket-Key", key),
                Map.entry("Sec-WebSocket-Version", "13")));
        if (!subprotocols.isEmpty()) {
            fields.add(Map.entry("Sec-WebSocket-Protocol", String.join(", ", subprotocols)));
        }
        fields.addAll(headers);
        return ClientRequest.get(path, fields);
    }
}
