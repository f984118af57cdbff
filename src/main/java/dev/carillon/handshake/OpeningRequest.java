package dev.carillon.handshake;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The head of an HTTP request, read by the fast lane or by Vert.x. All rules about heads use this type. */
public interface OpeningRequest {

    /** As received; methods are case-sensitive. */
    String method();

    /** As received, each byte as one character. */
    String target();

    /** As received: {@code HTTP/1.1}. */
    String httpVersion();

    /** The value of each line with this name, ignoring case, in order; empty if there is none. */
    List<String> values(String headerName);

    /**
     * Whether the request is for a WebSocket, valid or not. The header is a list over all of its lines (RFC 9110, 7.8).
     * The handshake refuses a version after the name.
     */
    default boolean asksForWebSocket() {
        List<String> upgrade = values("Upgrade");
        return !upgrade.isEmpty()
                && HeaderValues.elements(upgrade).stream()
                        .anyMatch(protocol -> protocol.split("/", 2)[0].strip().equalsIgnoreCase("websocket"));
    }

    /** The field that announces a body, if any (RFC 9112, 6.3). */
    default Optional<String> bodyField() {
        Stream<String> coded = values("Transfer-Encoding").stream().map(coding -> "Transfer-Encoding: " + coding);
        Stream<String> measured = values("Content-Length").stream()
                .filter(length -> !length.equals("0"))
                .map(length -> "Content-Length: " + length);
        return Stream.concat(coded, measured).findFirst();
    }
}
