package dev.carillon.handshake;

import dev.carillon.frame.Compression;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The server's side of the opening handshake (RFC 6455, 4.2): decides whether a request may become a WebSocket, and
 * makes the answer. The rules for all requests, such as one Host, have been checked before.
 *
 * <p>One for each loop, to which it belongs.
 */
public final class ServerHandshake {

    private static final String VERSION = "13";
    /** RFC 9110, 15.5.22: an answer with 426 must name the protocol. */
    private static final Map<String, String> UPGRADE = Map.of("Upgrade", "websocket", "Connection", "Upgrade");

    private static final Map<String, String> UPGRADE_TO_VERSION =
            Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", VERSION);

    private final AcceptKey acceptKey = new AcceptKey();

    /** The answer to an opening handshake. */
    public sealed interface Answer {}

    /** The answer 101 with these values; what was not negotiated is omitted (RFC 6455, 4.2.2). */
    public record Accepted(String secWebSocketAccept, Optional<String> subprotocol, Optional<DeflateOffer> deflate)
            implements Answer {

        public Compression compression() {
            return deflate.map(DeflateOffer::compression).orElse(Compression.NONE);
        }

        /**
         * The bytes of the answer.
         *
         * @param date the value of the Date header
         */
        public byte[] response(String date) {
            String protocol = subprotocol
                    .map(name -> "Sec-WebSocket-Protocol: " + name + "\r\n")
                    .orElse("");
            String extensions = deflate.map(offer -> "Sec-WebSocket-Extensions: " + offer.answer() + "\r\n")
                    .orElse("");
            return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nDate: " + date
                            + "\r\nSec-WebSocket-Accept: " + secWebSocketAccept + "\r\n" + protocol + extensions
                            + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** The answer with this status, these headers, and a message for people. */
    public record Refused(int status, String message, Map<String, String> headers) implements Answer {

        /** Without additional headers. */
        public Refused(int status, String message) {
            this(status, message, Map.of());
        }

        /** With the time for another attempt, in the message and in Retry-After (RFC 9110, 10.2.3). */
        public static Refused withRetryAfter(int status, String message, long seconds) {
            return new Refused(
                    status,
                    message + ": try again in " + seconds + " s",
                    Map.of("Retry-After", Long.toString(seconds)));
        }

        /**
         * The bytes of the answer, the last one on its connection. It has no reason phrase, which is optional.
         *
         * @param date the value of the Date header
         */
        public byte[] response(String date) {
            StringBuilder fields = new StringBuilder();
            headers.forEach((name, value) ->
                    fields.append(name).append(": ").append(value).append("\r\n"));
            byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
            byte[] head = ("HTTP/1.1 " + status
                            + " \r\nConnection: close\r\nDate: " + date
                            + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
                            + "Content-Length: " + body.length + "\r\n" + fields + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            byte[] response = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, response, head.length, body.length);
            return response;
        }
    }

    /**
     * Selects the first supported subprotocol and the first acceptable permessage-deflate that the client offers.
     * Having none of them is not a reason to refuse.
     *
     * @param compression whether permessage-deflate may be negotiated
     */
    public Answer answer(OpeningRequest request, Set<String> supportedSubprotocols, boolean compression) {
        Optional<Refused> refusal = refusal(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            List<Extension> offers = ExtensionReader.read(request.values("Sec-WebSocket-Extensions"));
            return accept(request, supportedSubprotocols, compression ? offers : List.of());
        } catch (InvalidExtensions invalid) {
            return new Refused(400, Objects.requireNonNull(invalid.getMessage()));
        }
    }

    private Accepted accept(OpeningRequest request, Set<String> supportedSubprotocols, List<Extension> offers) {
        String key = request.values("Sec-WebSocket-Key").getFirst();
        List<String> wanted = HeaderValues.elements(request.values("Sec-WebSocket-Protocol"));
        return new Accepted(
                acceptKey.of(key),
                wanted.stream().filter(supportedSubprotocols::contains).findFirst(),
                DeflateOffer.first(offers));
    }

    /**
     * The rules, ordered so that the first failure is the most useful one: a plain GET is refused for its missing
     * upgrade and not for its key.
     */
    private static Optional<Refused> refusal(OpeningRequest request) {
        if (!request.httpVersion().equals("HTTP/1.1")) {
            return badRequest("expected HTTP/1.1, but was " + request.httpVersion());
        }
        List<String> upgrade = request.values("Upgrade");
        if (!HeaderValues.contain(upgrade, "websocket")) {
            return refused(426, "expected Upgrade: websocket, but was " + HeaderValues.shown(upgrade), UPGRADE);
        }
        if (!request.method().equals("GET")) {
            return refused(426, "expected GET with Upgrade: websocket, but was " + request.method(), UPGRADE);
        }
        List<String> connection = request.values("Connection");
        if (!HeaderValues.contain(connection, "upgrade")) {
            return badRequest("expected Connection: Upgrade, but was " + HeaderValues.shown(connection));
        }
        Optional<String> body = request.bodyField();
        if (body.isPresent()) {
            return badRequest("expected no body, but was " + HeaderValues.shown(List.of(body.get())));
        }
        List<String> version = request.values("Sec-WebSocket-Version");
        if (!version.equals(List.of(VERSION))) {
            return refused(
                    426,
                    "expected Sec-WebSocket-Version: 13, but was " + HeaderValues.shown(version),
                    UPGRADE_TO_VERSION);
        }
        List<String> key = request.values("Sec-WebSocket-Key");
        if (key.size() != 1 || !AcceptKey.isKey(key.getFirst())) {
            return badRequest(
                    "expected Sec-WebSocket-Key to be 16 bytes in base64, but was " + HeaderValues.shown(key));
        }
        return Optional.empty();
    }

    private static Optional<Refused> badRequest(String message) {
        return refused(400, message, Map.of());
    }

    private static Optional<Refused> refused(int status, String message, Map<String, String> headers) {
        return Optional.of(new Refused(status, message, headers));
    }
}
