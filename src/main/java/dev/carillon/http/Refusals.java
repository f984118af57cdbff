package dev.carillon.http;

import dev.carillon.handshake.ServerHandshake.Refused;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.IntConsumer;

/**
 * Answers requests that are refused before they reach a route, and counts all refusals.
 *
 * @param ofHandshakes receives the status of each refused request for a WebSocket
 * @param ofPosts receives the status of each refused request to publish
 * @param ofAll receives each refused request
 */
public record Refusals(IntConsumer ofHandshakes, IntConsumer ofPosts, RefusedRequests ofAll) {
    private static final int BAD_REQUEST = 400;

    /** For a port that does not publish. */
    public static final Refusals UNCOUNTED = new Refusals(handshake -> {}, post -> {}, (request, status, reason) -> {});

    /** Answers {@code request} with a refusal. */
    public void answer(HttpServerRequest request, Refused refused) {
        Answers.refuse(request.response(), refused);
    }

    /** Counts {@code request} if {@code status} is a refusal. Called while the answer is written. */
    void count(HttpServerRequest request, int status) {
        if (status < BAD_REQUEST) {
            return;
        }
        if (request.decoderResult().isSuccess() && new RequestHead(request).asksForWebSocket()) {
            ofHandshakes.accept(status);
        }
        if (request.method().equals(HttpMethod.POST) && RequestTarget.publishes(RequestTarget.path(request.uri()))) {
            ofPosts.accept(status);
        }
        ofAll.refused(request, status, Answers.line());
    }
}
