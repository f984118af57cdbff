package dev.carillon.http;

import io.vertx.core.http.HttpServerRequest;

/** Receives each request on the port for clients that is answered with an error. */
@FunctionalInterface
public interface RefusedRequests {
    /**
     * Called once for each refused request.
     *
     * @param reason the text for the client; empty if the answer is not one line of text
     */
    void refused(HttpServerRequest request, int status, String reason);
}
