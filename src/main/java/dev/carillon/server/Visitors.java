package dev.carillon.server;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The HTTP connections of a loop, none of which may stay as long as it likes: not with its first request, not with the
 * body of one, and not between two. What counts is whole requests, and not bytes that drip in to stay for ever.
 */
final class Visitors {
    /** Longer than clients keep connections for their next request, so that it is them who close. */
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(75);

    /** Those who have not asked for anything yet, in the order in which they came, and how long each may take to. */
    private final Map<HttpConnection, Long> newcomers = new LinkedHashMap<>();

    /** Those who have been answered and may ask again, who was answered first in front. */
    private final Map<HttpConnection, Long> resting = new LinkedHashMap<>();

    /** Those who have asked and have not been answered yet, who asked first in front. */
    private final Map<HttpConnection, Long> asking = new LinkedHashMap<>();

    private final int most;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /**
     * @param most who have asked for nothing yet, and as many who have: of more, who has waited longest is closed
     * @param patience for the head of a first request, and from any head to its answer
     * @param nanoTime as {@link System#nanoTime}
     */
    Visitors(int most, Duration patience, LongSupplier nanoTime) {
        this.most = most;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** Has {@code http}, which was made with {@code options}, answer by {@code answers}, and watches who comes. */
    void watch(HttpServer http, HttpServerOptions options, Handler<HttpServerRequest> answers) {
        http.connectionHandler(connection -> {
            UpgradeAwareDecoder.install(connection, options);
            comes(connection);
        });
        http.requestHandler(request -> {
            HttpConnection connection = request.connection();
            asks(connection);
            boolean upgrade = request.headers().contains(HttpHeaders.UPGRADE);
            request.response().endHandler(answered -> {
                rests(connection);
                if (upgrade) {
                    UpgradeAwareDecoder.goOn(connection);
                }
            });
            answers.handle(request);
        });
    }

    private void comes(HttpConnection connection) {
        connection.closeHandler(closed -> leaves(connection));
        newcomers.put(connection, after(patience));
        if (newcomers.size() > most) {
            closeFirst(newcomers);
        }
    }

    /** Whoever rests keeps a connection for nothing but comfort: it is the first to make room for who asks. */
    private void asks(HttpConnection connection) {
        leaves(connection);
        if (asking.size() + resting.size() >= most) {
            closeFirst(resting.isEmpty() ? asking : resting);
        }
        asking.put(connection, after(patience));
    }

    private void rests(HttpConnection connection) {
        // Not who has ended meanwhile or has become something else.
        if (asking.remove(connection) != null) {
            resting.put(connection, after(BETWEEN_REQUESTS));
        }
    }

    private void closeFirst(Map<HttpConnection, Long> waiting) {
        close(waiting.keySet().iterator().next());
    }

    /** {@code connection} becomes something else, or has ended. */
    void leaves(HttpConnection connection) {
        newcomers.remove(connection);
        asking.remove(connection);
        resting.remove(connection);
    }

    /** Closes whoever has taken too long; to be called about once a second. */
    void sweep() {
        closeOverdue(newcomers);
        closeOverdue(asking);
        closeOverdue(resting);
    }

    private void closeOverdue(Map<HttpConnection, Long> deadlines) {
        long now = nanoTime.getAsLong();
        for (Map.Entry<HttpConnection, Long> visitor : List.copyOf(deadlines.entrySet())) {
            if (now - visitor.getValue() >= 0) {
                close(visitor.getKey());
            }
        }
    }

    private void close(HttpConnection connection) {
        leaves(connection);
        // It has closed by itself meanwhile, or does so now.
        connection.close().onFailure(gone -> {});
    }

    private long after(Duration time) {
        return nanoTime.getAsLong() + time.toNanos();
    }
}
