package dev.carillon.http;

import dev.carillon.handshake.ServerHandshake.Refused;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.IntConsumer;

/**
 * Answers requests that are refused before anybody knows what they want.
 *
 * @param ofHandshakes is told the status of each request for a WebSocket that is refused, for whatever reason
 * @param ofPosts is told the status of each post that was to publish and is refused, for whatever reason
 * @param ofAll is told of each request that is refused, for whatever reason
 */
public record Refusals(IntConsumer ofHandshakes, IntConsumer ofPosts, RefusedRequests ofAll) {
    private static final int BAD_REQUEST = 400;

    /** For a port that publishes nothing. */
    public static final Refusals UNCOUNTED = new Refusals(handshake -> {}, post -> {}, (request, status, reason) -> {});

    /** Answers {@code request}, which is not let in. */
    public void answer(HttpServerRequest request, Refused refused) {
        Answers.refuse(request.response(), refused);
    }

    /** Tells of {@code request}, which is answered with {@code status}, if it is refused; called while that is written. */
    void note(HttpServerRequest request, int status) {
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
