package dev.carillon.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.http.HttpDate;
import dev.carillon.protocol.StreamText;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The answer to a request for an event stream, up to the first event. In HTTP/1.1 it has neither a length nor chunks:
 * the stream ends with its connection (RFC 9112, 6.3).
 */
final class StreamHead {
    /** Milliseconds after which clients connect again: with a delay, and not all at the same time. */
    private static final int RETRY_MIN = 1000;

    private static final int RETRY_MAX = 5000;

    private final HttpDate date;
    private final RandomGenerator random;

    StreamHead(HttpDate date, RandomGenerator random) {
        this.date = date;
        this.random = random;
    }

    /** Answers a HEAD request. */
    void answer(HttpServerRequest request) {
        describe(request.response());
        // The request may have ended meanwhile; then no answer is needed.
        request.response().end().onFailure(gone -> {});
    }

    /** The bytes between the head and the first event. */
    byte[] firstLines() {
        return StreamText.retry(retry());
    }

    /** The same head for a stream of HTTP/2. */
    HttpResponse ofStream(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        describe(response);
        response.putHeader(HttpHeaderNames.DATE, date.now());
        DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().forEach((name, value) -> head.headers().add(name, value));
        return head;
    }

    /** The bytes of the answer, with the headers that the response to {@code request} has already. */
    byte[] of(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        describe(response);
        response.putHeader(HttpHeaderNames.DATE, date.now()).putHeader(HttpHeaderNames.CONNECTION, "close");
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return joined(head.append("\r\n").toString().getBytes(ISO_8859_1), firstLines());
    }

    private static void describe(HttpServerResponse response) {
        response.putHeader(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store")
                // Otherwise nginx buffers the beginning of an answer.
                .putHeader("x-accel-buffering", "no");
    }

    private Duration retry() {
        return Duration.ofMillis(random.nextInt(RETRY_MIN, RETRY_MAX + 1));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
