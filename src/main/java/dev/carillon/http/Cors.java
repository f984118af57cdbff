package dev.carillon.http;

import dev.carillon.config.Origins;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** What a browser has to read before a page may see an answer (Fetch, 3.3), for pages that may ask. */
final class Cors {
    /** As long as a browser remembers at most what a preflight said. The request itself is judged again, by what holds then. */
    private static final String REMEMBERED_SECONDS = "600";

    private Cors() {}

    /** Lets the page that {@code request} comes from read its answer; the origin has been admitted. */
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
            // The cookie of such a page counts.
            response.putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        response.putHeader(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After, Date, WWW-Authenticate");
    }

    /** Adds to an answer to OPTIONS what {@code allow} lets a page do, where it has been admitted and asks before. */
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
