package dev.carillon.server;

import dev.carillon.websocket.ServerHandshake.Refused;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** The head of a request began and did not come whole in time. */
final class HeadTimeout extends RuntimeException {
    private static final long serialVersionUID = 1;

    HeadTimeout() {
        // Without a stack trace: it is the peer's mistake, and the place tells nothing.
        super("expected a whole head within --handshake-timeout, but it came slower", null, false, false);
    }

    /** Answers a request that could not be read, as Vert.x does unless it is for this reason. */
    static void answer(HttpServerRequest unreadable) {
        if (unreadable.decoderResult().cause() instanceof HeadTimeout late) {
            unreadable.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            Answers.refuse(unreadable.response(), new Refused(408, String.valueOf(late.getMessage()), Map.of()));
        } else {
            HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(unreadable);
        }
    }
}
