package dev.carillon.http;

import dev.carillon.auth.Secrets;
import dev.carillon.handshake.ServerHandshake.Refused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** How the front door answers. */
public final class Answers {
    /** When a client may try again what failed for a reason that may have gone by then. */
    public static final int RETRY_AFTER_SECONDS = 1;

    private static final int SHOWN_MAX = 100;

    /** The line that is being answered, for what is told of each answer as its head is written: see {@link RequestFilter}. */
    private static final ScopedValue<String> LINE = ScopedValue.newInstance();

    private Answers() {}

    public static void json(HttpServerResponse response, JsonObject body) {
        send(response, "application/json", body.encode());
    }

    /** One line; where it answers a mistake, it tells what was expected and what came. */
    public static void text(HttpServerResponse response, String message) {
        String line = Secrets.masked(message);
        ScopedValue.where(LINE, line).run(() -> send(response, "text/plain; charset=utf-8", line + "\n"));
    }

    /** The line that is being answered; empty where that is something else. */
    static String line() {
        return LINE.orElse("");
    }

    /** Refuses for a reason that may have gone in a second. */
    public static Refused later(String message) {
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
        // A client that has gone meanwhile does not miss the answer.
        end(response, contentType, body).onFailure(gone -> {});
    }

    /** The same; the future ends when nothing of it waits for the client any more. */
    public static Future<Void> end(HttpServerResponse response, String contentType, Buffer body) {
        return response.putHeader(HttpHeaderNames.CONTENT_TYPE, contentType)
                // Vert.x leaves it out of an answer to HEAD.
                .putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()))
                .end(body);
    }

    /** What a peer sent, short and in visible ASCII, for an error text. */
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
