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

/** Reads bodies whole, within the bounds for one and for all, and inflates those that are gzip. Belongs to the loop. */
final class WholeBodies {
    private final BodyBudget bodyBudget;
    private final HttpConnections httpConnections;

    /** One for all bodies: each is inflated in one step, when it is whole. */
    private final Gunzip gunzip = new Gunzip();

    WholeBodies(BodyBudget bodyBudget, HttpConnections httpConnections) {
        this.bodyBudget = bodyBudget;
        this.httpConnections = httpConnections;
    }

    /** Passes on the body of {@code request}, which has not been read yet, or answers why it is not wanted. */
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
            httpConnections.progresses(request.connection(), piece.length());
            if (piece.length() > bodyBudget.longest() - body.length()) {
                httpConnections.dismiss(request, bodyBudget.tooLong());
            } else {
                body.appendBuffer(piece);
            }
        });
        request.endHandler(end -> {
            httpConnections.hasReceived(request);
            whole.handle(body.getBytes());
        });
        // It is paused where its credentials had to be verified first.
        request.resume();
        askFor(request);
    }

    /** Tells a client that waits with its body that it is wanted. */
    static void askFor(HttpServerRequest request) {
        // Nothing else than 100-continue passes the rules for all requests.
        boolean waits = !HeaderValues.elements(request.headers().getAll(HttpHeaders.EXPECT))
                .isEmpty();
        if (waits && request.version() == HttpVersion.HTTP_1_1) {
            // A client that has gone meanwhile does not miss it.
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
