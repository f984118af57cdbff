package dev.carillon.handshake;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The head of an HTTP request, however it was read: all that is decided by a head is decided on this. */
public interface OpeningRequest {

    /** In the case in which it came; methods are case-sensitive. */
    String method();

    /** As it came, each byte a character. */
    String target();

    /** As on the wire: {@code HTTP/1.1}. */
    String httpVersion();

    /** The value of each line of this name, whatever its case, in their order; none is an empty list. */
    List<String> values(String headerName);

    /**
     * Whether it asks for a WebSocket, well or badly. The header is a list over all of its lines (RFC 9110, 7.8); a
     * version behind the name is for the handshake to refuse.
     */
    default boolean asksForWebSocket() {
        List<String> upgrade = values("Upgrade");
        return !upgrade.isEmpty()
                && HeaderValues.elements(upgrade).stream()
                        .anyMatch(protocol -> protocol.split("/", 2)[0].strip().equalsIgnoreCase("websocket"));
    }

    /** The field that announces a body, if there is one (RFC 9112, 6.3). */
    default Optional<String> bodyField() {
        Stream<String> coded = values("Transfer-Encoding").stream().map(coding -> "Transfer-Encoding: " + coding);
        Stream<String> measured = values("Content-Length").stream()
                .filter(length -> !length.equals("0"))
                .map(length -> "Content-Length: " + length);
        return Stream.concat(coded, measured).findFirst();
    }
}
