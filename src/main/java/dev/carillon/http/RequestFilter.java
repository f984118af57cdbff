package dev.carillon.http;

import dev.carillon.handshake.ServerHandshake.Refused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;

/**
 * Runs before the routes of a port: refuses requests that violate the {@link RequestRules}, and adds the headers that
 * all answers have. Belongs to one loop.
 */
public final class RequestFilter implements Handler<HttpServerRequest> {
    private final RequestRules rules;
    private final HttpDate date;
    private final Refusals refusals;
    private final Handler<HttpServerRequest> paths;

    public RequestFilter(RequestRules rules, HttpDate date, Refusals refusals, Handler<HttpServerRequest> paths) {
        this.rules = rules;
        this.date = date;
        this.refusals = refusals;
        this.paths = paths;
    }

    @Override
    public void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.headersEndHandler(written -> {
            response.headers().set(HttpHeaderNames.DATE, date.now());
            if (endsWithItsConnection(request)) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            refusals.count(request, response.getStatusCode());
        });
        Optional<Refused> refusal = rules.refusal(new RequestHead(request));
        if (refusal.isPresent()) {
            refusals.answer(request, refusal.get());
        } else {
            rules.origins().ifPresent(origins -> Cors.admit(request, origins));
            paths.handle(request);
        }
    }

    /** HTTP/1.0 can end an answer of unknown length only with the connection. */
    private static boolean endsWithItsConnection(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_0
                && !request.response().headers().contains(HttpHeaderNames.CONTENT_LENGTH);
    }

    /** {@code http} answers requests that the decoder could not read in the same way as all others. */
    public HttpServer guard(HttpServer http) {
        return http.invalidRequestHandler(this::answerUnreadable);
    }

    /** Answers a request that could not be read. */
    void answerUnreadable(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.headersEndHandler(written -> {
            response.headers().set(HttpHeaderNames.DATE, date.now());
            refusals.count(request, response.getStatusCode());
        });
        response.putHeader(HttpHeaderNames.CONNECTION, "close");
        Answers.refuse(response, Unreadable.refusal(request.decoderResult().cause()));
        // Vert.x may have closed it already.
        request.connection().close().onFailure(gone -> {});
    }
}
