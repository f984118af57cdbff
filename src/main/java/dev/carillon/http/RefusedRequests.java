package dev.carillon.http;

import io.vertx.core.http.HttpServerRequest;

/** Is told of each request on the port for clients that is answered with an error, whichever rule it broke. */
@FunctionalInterface
public interface RefusedRequests {
    /**
     * One more.
     *
     * @param reason what the client is told; empty where that is not one line of text
     */
    void refused(HttpServerRequest request, int status, String reason);
}
