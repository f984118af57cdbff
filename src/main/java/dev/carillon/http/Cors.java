package dev.carillon.http;

import dev.carillon.config.Origins;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** The headers that let a page of another origin read an answer (Fetch, 3.3), for pages that are allowed. */
final class Cors {
    /** The longest time for which browsers keep a preflight. Each request is checked by the current settings. */
    private static final String REMEMBERED_SECONDS = "600";

    private Cors() {}

    /** Lets the page from which {@code request} comes read the answer. Its origin has been allowed already. */
    static void admit(HttpServerRequest request, Origins origins) {
        List<String> pages = request.headers().getAll(HttpHeaderNames.ORIGIN);
        if (pages.isEmpty()) {
            return;
        }
        HttpServerResponse response = request.response();
        if (origins.any()) {
            response.putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        } else {
            response.putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, pages.getFirst());
            response.putHeader(HttpHeaderNames.VARY, "Origin");
            // The cookie of such a page is accepted.
            response.putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        response.putHeader(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After, Date, WWW-Authenticate");
    }

    /** Adds the permitted methods to an answer to OPTIONS, if the origin is allowed and the request is a preflight. */
    static void preflight(HttpServerRequest request, String allow) {
        HttpServerResponse response = request.response();
        if (request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)
                && response.headers().contains(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN)) {
            response.putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, allow)
                    .putHeader(
                            HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                            "Authorization, Content-Encoding, Content-Type, Idempotency-Key, Last-Event-ID")
                    .putHeader(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS);
        }
    }
}
