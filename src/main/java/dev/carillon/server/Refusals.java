package dev.carillon.server;

import dev.carillon.websocket.ServerHandshake.Refused;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.IntConsumer;

/**
 * Answers requests that are refused before anybody knows what they want.
 *
 * @param ofHandshakes is told the status where one of them asks for a WebSocket
 */
record Refusals(IntConsumer ofHandshakes) {
    void answer(HttpServerRequest request, Refused refused) {
        if (new RequestHead(request).asksForWebSocket()) {
            ofHandshakes.accept(refused.status());
        }
        Answers.refuse(request.response(), refused);
    }
}
