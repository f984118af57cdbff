package dev.carillon.http;

import dev.carillon.auth.Secrets;
import dev.carillon.handshake.ServerHandshake.Refused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Makes the answers to HTTP requests: a line of text, a body, a refusal. */
public final class Answers {
    /** After this time a client may retry a request that failed for a temporary reason. */
    public static final int RETRY_AFTER_SECONDS = 1;

    private static final int SHOWN_MAX = 100;

    /**
     * The line of text that is being answered; {@link RequestFilter} reads it when the head of the answer is written.
     */
    private static final ScopedValue<String> LINE = ScopedValue.newInstance();

    private Answers() {}

    public static void json(HttpServerResponse response, JsonObject body) {
        send(response, "application/json", body.encode());
    }

    /** Answers with one line. For a mistake, it says what was expected and what came. */
    public static void text(HttpServerResponse response, String message) {
        String line = Secrets.masked(message);
        ScopedValue.where(LINE, line).run(() -> send(response, "text/plain; charset=utf-8", line + "\n"));
    }

    /** The line of text that is being answered; empty if the answer is something else. */
    static String line() {
        return LINE.orElse("");
    }

    /** A refusal with 503 for a temporary reason: the client may try again in a second. */
    public static Refused unavailable(String message) {
        return new Refused(
                503, message + ": try again in a second", Map.of("retry-after", Integer.toString(RETRY_AFTER_SECONDS)));
    }

    public static void refuse(HttpServerResponse response, Refused refused) {
        refused.headers().forEach(response::putHeader);
        text(response.setStatusCode(refused.status()), refused.message());
    }

    private static void send(HttpServerResponse response, String contentType, String body) {
        send(response, contentType, Buffer.buffer(body));
    }

    public static void send(HttpServerResponse response, String contentType, Buffer body) {
        // The client may have disconnected; then no answer is needed.
        end(response, contentType, body).onFailure(gone -> {});
    }

    /** The same. The future completes when the client has taken the whole answer. */
    public static Future<Void> end(HttpServerResponse response, String contentType, Buffer body) {
        return response.putHeader(HttpHeaderNames.CONTENT_TYPE, contentType)
                // Vert.x omits the header in an answer to HEAD.
                .putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()))
                .end(body);
    }

    /** The beginning of {@code text} in visible ASCII, for an error text. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(SHOWN_MAX).forEach(c -> {
            if (c >= ' ' && c < 0x7f) {
                shown.append((char) c);
            } else {
                shown.append("%%%02X".formatted(c));
            }
        });
        return text.length() > SHOWN_MAX ? shown + "..." : shown.toString();
    }
}
