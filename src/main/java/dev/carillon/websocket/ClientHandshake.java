package dev.carillon.websocket;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The client's side of the opening handshake (RFC 6455, 4.1): one request, rendered once, and the rules for its answer.
 * Immutable, so that all connections to one target share it.
 *
 * <p>They share its key as well. The RFC wants a random one for each connection (4.1), so that an answer proves that a
 * WebSocket server read this very request (1.3). No secret hangs on it. A load tester speaks to the server that it was
 * told to load, has nobody to protect from an answer out of a cache, and saves a random number and a hash for each of a
 * million connections.
 */
public final class ClientHandshake {

    private final byte[] request;
    private final String expectedAccept;
    private final List<String> subprotocols;

    /** What has become of an opening handshake. */
    public sealed interface Result {}

    /** The connection is open; what the buffer still holds are frames. */
    public record Open(Optional<String> subprotocol) implements Result {}

    /** The answer's head has not come whole. */
    public record NeedMore() implements Result {}

    /** The connection is of no use. */
    public record Failed(Failure failure, String message) implements Result {}

    /** Why a handshake failed, in classes that are worth counting apart. */
    public enum Failure {
        HEAD_TOO_LONG,
        NOT_HTTP,
        STATUS,
        UPGRADE,
        ACCEPT,
        EXTENSION,
        SUBPROTOCOL
    }

    /**
     * A request for {@code path} (with its query) at {@code host} (with its port where that is not the default). The
     * key is 16 bytes in base64; the subprotocols are in order of preference.
     */
    public ClientHandshake(
            String host, String path, Map<String, String> headers, List<String> subprotocols, String key) {
        if (!AcceptKey.isKey(key)) {
            throw new IllegalArgumentException("expected a key of 16 bytes in base64, but was " + key);
        }
        this.request = render(host, path, headers, subprotocols, key);
        this.expectedAccept = new AcceptKey().of(key);
        this.subprotocols = List.copyOf(subprotocols);
    }

    /** The bytes to send, shared by all: must not be changed. */
    public byte[] request() {
        return request;
    }

    /** Opens or refuses (RFC 6455, 4.1, what the client must validate, in its order). */
    public Result judge(ResponseHead answer) {
        if (!answer.isHttp()) {
            return failed(Failure.NOT_HTTP, "expected HTTP/1.1 101", List.of(answer.statusLine()));
        }
        if (!answer.switchesProtocols()) {
            return failed(Failure.STATUS, "expected HTTP/1.1 101", List.of(answer.statusLine()));
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

    private static Failed failed(Failure failure, String expected, List<String> was) {
        return new Failed(failure, expected + ", but was " + HeaderValues.shown(was));
    }

    private static byte[] render(
            String host, String path, Map<String, String> headers, List<String> subprotocols, String key) {
        StringBuilder head = new StringBuilder();
        head.append("GET ").append(checked(path)).append(" HTTP/1.1\r\n");
        appendField(head, "Host", host);
        appendField(head, "Upgrade", "websocket");
        appendField(head, "Connection", "Upgrade");
        appendField(head, "Sec-WebSocket-Key", key);
        appendField(head, "Sec-WebSocket-Version", "13");
        if (!subprotocols.isEmpty()) {
            appendField(head, "Sec-WebSocket-Protocol", String.join(", ", subprotocols));
        }
        headers.forEach((name, value) -> appendField(head, name, value));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void appendField(StringBuilder head, String name, String value) {
        head.append(checked(name)).append(": ").append(checked(value)).append("\r\n");
    }

    /** A line break in a flag's value would be a header of its own. */
    private static String checked(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("expected a line of a request without control characters, but was "
                    + text.replaceAll("\\p{Cntrl}", "?"));
        }
        return text;
    }
}
