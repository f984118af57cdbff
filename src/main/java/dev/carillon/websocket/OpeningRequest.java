package dev.carillon.websocket;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The head of an HTTP request, as far as an opening handshake is concerned with it. */
public interface OpeningRequest {

    /** In the case in which it came; methods are case-sensitive. */
    String method();

    /** As on the wire: {@code HTTP/1.1}. */
    String httpVersion();

    /** The value of each line of this name, whatever its case, in their order; none is an empty list. */
    List<String> values(String headerName);

    /** The field that announces a body, if there is one (RFC 9112, 6.3). */
    default Optional<String> bodyField() {
        Stream<String> coded = values("Transfer-Encoding").stream().map(coding -> "Transfer-Encoding: " + coding);
        Stream<String> measured = values("Content-Length").stream()
                .filter(length -> !length.equals("0"))
                .map(length -> "Content-Length: " + length);
        return Stream.concat(coded, measured).findFirst();
    }
}
