package dev.carillon.websocket;

import java.util.List;

/** The head of an HTTP request, as far as an opening handshake is concerned with it. */
public interface OpeningRequest {

    /** In the case in which it came; methods are case-sensitive. */
    String method();

    /** As on the wire: {@code HTTP/1.1}. */
    String httpVersion();

    /** The value of each line of this name, whatever its case, in their order; none is an empty list. */
    List<String> values(String headerName);
}
