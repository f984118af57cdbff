package dev.carillon.server;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** How the front door answers. */
final class Answers {
    private Answers() {}

    static void json(HttpServerResponse response, JsonObject body) {
        send(response, "application/json", body.encode());
    }

    /** One line; where it answers a mistake, it tells what was expected and what came. */
    static void text(HttpServerResponse response, String message) {
        send(response, "text/plain; charset=utf-8", message + "\n");
    }

    private static void send(HttpServerResponse response, String contentType, String body) {
        // Whoever has gone meanwhile does not miss the answer.
        response.putHeader("content-type", contentType).end(body).onFailure(gone -> {});
    }
}
