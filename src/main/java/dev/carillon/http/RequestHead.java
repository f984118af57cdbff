package dev.carillon.http;

import dev.carillon.handshake.OpeningRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** A request that Vert.x has read, as the {@link OpeningRequest} that all rules use. */
public record RequestHead(HttpServerRequest request) implements OpeningRequest {

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String target() {
        return request.uri();
    }

    @Override
    public String httpVersion() {
        return request.version() == HttpVersion.HTTP_1_1 ? "HTTP/1.1" : "HTTP/1.0";
    }

    @Override
    public List<String> values(String headerName) {
        return request.headers().getAll(headerName);
    }
}
