package dev.carillon.routes;

import dev.carillon.handshake.HeaderValues;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.http.Answers;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.Gunzip;
import dev.carillon.http.HttpConnections;
import dev.carillon.http.InvalidGzip;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;

/** Reads complete bodies within the limits for one body and for all, and inflates gzip. Belongs to the loop. */
final class WholeBodies {
    private final BodyBudget bodyBudget;
    private final HttpConnections httpConnections;

    /** One for all bodies, because each is inflated in one step when it is complete. */
    private final Gunzip gunzip = new Gunzip();

    WholeBodies(BodyBudget bodyBudget, HttpConnections httpConnections) {
        this.bodyBudget = bodyBudget;
        this.httpConnections = httpConnections;
    }

    /** Passes the body of {@code request}, which has not been read yet, to {@code whole}, or answers with a refusal. */
    void read(HttpServerRequest request, Handler<byte[]> whole) {
        Optional<Refused> refusal = Codings.refusal(request).or(() -> bodyBudget.refusal(request));
        if (refusal.isPresent()) {
            Answers.refuse(request.response(), refusal.get());
        } else {
            receive(request, Codings.areGzip(request) ? body -> inflate(request, body, whole) : whole);
        }
    }

    private void receive(HttpServerRequest request, Handler<byte[]> whole) {
        Buffer body = Buffer.buffer();
        request.handler(piece -> {
            httpConnections.progressed(request.connection(), piece.length());
            if (piece.length() > bodyBudget.longest() - body.length()) {
                httpConnections.refuseAndClose(request, bodyBudget.tooLong());
            } else {
                body.appendBuffer(piece);
            }
        });
        request.endHandler(end -> {
            httpConnections.bodyReceived(request);
            whole.handle(body.getBytes());
        });
        // The request was paused if its credentials were verified first.
        request.resume();
        sendContinue(request);
    }

    /** Sends 100 to a client that waits for it before it sends the body. */
    static void sendContinue(HttpServerRequest request) {
        // The rules for all requests permit only 100-continue.
        boolean waits = !HeaderValues.elements(request.headers().getAll(HttpHeaders.EXPECT))
                .isEmpty();
        if (waits && request.version() == HttpVersion.HTTP_1_1) {
            // The client may have disconnected; then no answer is needed.
            request.response().writeContinue().onFailure(gone -> {});
        }
    }

    private void inflate(HttpServerRequest request, byte[] body, Handler<byte[]> whole) {
        try {
            byte[] inflated = gunzip.inflate(body, bodyBudget.longest());
            if (inflated.length > bodyBudget.longest()) {
                Answers.refuse(request.response(), bodyBudget.tooLong());
            } else {
                whole.handle(inflated);
            }
        } catch (InvalidGzip invalid) {
            Answers.refuse(request.response(), new Refused(400, String.valueOf(invalid.getMessage())));
        }
    }
}
