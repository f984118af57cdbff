package dev.carillon.server;

import dev.carillon.websocket.ServerHandshake.Refused;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;

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

    /** Refuses for a reason that may have gone in a second. */
    static Refused later(String message) {
        return new Refused(503, message + ": try again in a second", Map.of("retry-after", "1"));
    }

    static void refuse(HttpServerResponse response, Refused refused) {
        refused.headers().forEach(response::putHeader);
        text(response.setStatusCode(refused.status()), refused.message());
    }

    private static void send(HttpServerResponse response, String contentType, String body) {
        // Whoever has gone meanwhile does not miss the answer.
        response.putHeader("content-type", contentType).end(body).onFailure(gone -> {});
    }
}
