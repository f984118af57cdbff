package dev.carillon.http;

import dev.carillon.handshake.HeaderValues;
import dev.carillon.handshake.ServerHandshake.Refused;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Limits how long the HTTP connections of a loop may wait: for their first request, for a body, and between two
 * requests. A head must be complete in time, and a body must make progress. A request that is ended here is answered
 * first. Belongs to the loop.
 */
public final class HttpConnections {
    /** Longer than clients keep idle connections, so that clients close them. */
    static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(75);

    /** The time for a peer to read its last answer and the end of the connection. */
    private static final Duration LEAVING = Duration.ofSeconds(10);

    /** The minimum rate of a body, 1 kB/s: each byte extends the deadline by a millisecond. */
    private static final long NANOS_A_BYTE = 1_000_000;

    /** Connections without a request so far. */
    private final Deadlines<HttpConnection> waiting = new Deadlines<>();

    /** Connections between two requests. */
    private final Deadlines<HttpConnection> idle = new Deadlines<>();

    /** Connections with an unanswered request. */
    private final Deadlines<HttpConnection> active = new Deadlines<>();

    private final Map<HttpConnection, HttpServerRequest> requests = new HashMap<>();

    /** For each request that is answered while its body comes: ends that answer. */
    private final Map<HttpConnection, Consumer<Refused>> aborts = new HashMap<>();

    /** Connections that are being closed, with the time for their peers to read the last answer. */
    private final Deadlines<HttpConnection> lingering = new Deadlines<>();

    private Consumer<Object> departures = connection -> {};

    /** Connections are closed without waiting for their peers. */
    private boolean stopped;

    private final int most;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /**
     * @param most connections without a request, connections with one, and connections that are being closed: at most
     *     this many of each; beyond it the one that has waited longest is closed
     * @param patience for the head of a first request, and between two pieces of a body
     * @param nanoTime as {@link System#nanoTime}
     */
    public HttpConnections(int most, Duration patience, LongSupplier nanoTime) {
        this.most = most;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /**
     * Requests to {@code http}, which was made with {@code options}, go to {@code answers}; its connections are
     * watched.
     */
    public void watch(HttpServer http, HttpServerOptions options, Handler<HttpServerRequest> answers) {
        http.connectionHandler(connection -> {
            UpgradeAwareDecoder.install(connection, options);
            LingeringClose.install(connection, this);
            opened(connection);
        });
        http.requestHandler(request -> answer(request, answers));
    }

    /** Passes {@code request} to {@code answers} and waits for the end of the answer. */
    void answer(HttpServerRequest request, Handler<HttpServerRequest> answers) {
        HttpConnection connection = request.connection();
        begins(connection, request);
        boolean upgrade = request.headers().contains(HttpHeaders.UPGRADE);
        boolean last = hasLongBody(request) || isLast(request);
        if (last) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        request.response().endHandler(answered -> {
            MultiMap headers = request.response().headers();
            if ((last && headers.contains(HttpHeaders.CONNECTION))
                    || headers.contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
                close(connection);
            } else {
                becomesIdle(connection, request);
            }
            if (upgrade) {
                UpgradeAwareDecoder.resume(connection);
            }
        });
        answers.handle(request);
    }

    /** Whether the rest of the body may be too long to read and drop: then the connection ends after the answer. */
    private static boolean hasLongBody(HttpServerRequest request) {
        long announced = BodyBudget.announced(request);
        // A peer that expects 100 may or may not send its body after another answer (RFC 9110, 10.1.1).
        return announced > BodyBudget.SMALL_BYTES
                || (announced > 0 && request.headers().contains(HttpHeaders.EXPECT));
    }

    /** Whether the client asks to close (RFC 9112, 9.6). Vert.x sees this only if it is the only value of the line. */
    private static boolean isLast(HttpServerRequest request) {
        return HeaderValues.contain(request.headers().getAll(HttpHeaders.CONNECTION), "close");
    }

    /** The body of {@code request} is complete, so the connection can be used again after any answer. */
    public void bodyReceived(HttpServerRequest request) {
        if (!isLast(request)) {
            request.response().headers().remove(HttpHeaders.CONNECTION);
        }
    }

    /**
     * The answer to {@code request} is sent while its body is received.
     *
     * @param abort ends the answer with the given refusal, or refuses the request if the answer has not begun
     */
    public void answersWhileReceiving(HttpServerRequest request, Consumer<Refused> abort) {
        // This answer keeps the connection open, because the body is read to its end.
        bodyReceived(request);
        aborts.put(request.connection(), abort);
    }

    void opened(HttpConnection connection) {
        connection.closeHandler(closed -> released(connection));
        waiting.add(connection, after(patience));
        if (waiting.count() > most) {
            close(waiting.first());
        }
    }

    /** Idle connections are closed first when a new request needs a place. */
    private void begins(HttpConnection connection, HttpServerRequest request) {
        forget(connection);
        if (active.count() + idle.count() >= most) {
            if (idle.isEmpty()) {
                refuseAndClose(
                        requestOn(active.first()),
                        Answers.unavailable("expected fewer than " + most + " requests at a time, but was one more"));
            } else {
                close(idle.first());
            }
        }
        active.add(connection, after(patience));
        requests.put(connection, request);
    }

    /** More of the body has come, or more of the answer has left. At least 1 kB/s is required. */
    public void progressed(HttpConnection connection, int bytes) {
        active.prolong(connection, bytes * NANOS_A_BYTE, after(patience));
    }

    /** The client of {@code connection} waits for the service, so its deadline moves. */
    public void clientWaits(HttpConnection connection) {
        active.prolong(connection, patience.toNanos(), after(patience));
    }

    private void becomesIdle(HttpConnection connection, HttpServerRequest answered) {
        // The connection may have ended, have been taken over, or be at its next request already.
        if (requests.remove(connection, answered)) {
            active.remove(connection);
            aborts.remove(connection);
            boolean bodyIsWhole = answered.isEnded() || BodyBudget.announced(answered) == 0;
            // The rest of a body that is not read has less time than the next request.
            idle.add(connection, after(bodyIsWhole ? BETWEEN_REQUESTS : patience));
        }
    }

    /** A lane has taken over {@code connection}, or it has ended. */
    public void released(HttpConnection connection) {
        forget(connection);
        departures.accept(connection);
    }

    /** An HTTP/2 connection, whose streams were connections here, has ended. */
    void ended(Object connection) {
        departures.accept(connection);
    }

    Duration patience() {
        return patience;
    }

    /**
     * {@code departures} is called for every connection that is released, and for every HTTP/2 connection that ends.
     */
    public void onEnd(Consumer<Object> departures) {
        this.departures = departures;
    }

    private void forget(HttpConnection connection) {
        waiting.remove(connection);
        active.remove(connection);
        requests.remove(connection);
        aborts.remove(connection);
        idle.remove(connection);
        lingering.remove(connection);
    }

    /** The bytes on {@code connection} are not a request, or a request breaks off. */
    void requestFailed(HttpConnection connection, Throwable reason) {
        HttpServerRequest request = requests.get(connection);
        if (request == null) {
            close(connection);
        } else {
            refuseAndClose(
                    request,
                    new Refused(
                            400,
                            "expected a body in valid chunks (RFC 9112, 7.1), but was not: " + reason.getMessage()));
        }
    }

    /** Answers {@code request} with {@code why} and closes its connection; the rest of the body is not read. */
    public void refuseAndClose(HttpServerRequest request, Refused why) {
        // Handlers keep parts of the body, and would stay as long as the peer does.
        request.handler(null).endHandler(null).resume();
        Consumer<Refused> abort = aborts.remove(request.connection());
        HttpServerResponse response = request.response();
        if (!response.ended()) {
            if (!response.headWritten()) {
                response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            if (abort == null) {
                Answers.refuse(response, why);
            } else {
                abort.accept(why);
            }
        }
        close(request.connection());
    }

    /** Connections without a request so far. */
    public int waitingCount() {
        return waiting.count();
    }

    /** Requests that are being received or answered. */
    public int requestCount() {
        return active.count();
    }

    /** The limit for {@link #waitingCount} and for {@link #requestCount}. */
    public int most() {
        return most;
    }

    /** Closes connections whose time is over. Called about once a second. */
    public void sweep() {
        long now = nanoTime.getAsLong();
        waiting.overdue(now).forEach(this::closeLate);
        idle.overdue(now).forEach(this::closeLate);
        lingering.overdue(now).forEach(this::end);
        for (HttpConnection slow : active.overdue(now)) {
            HttpServerRequest request = requestOn(slow);
            refuseAndClose(request, overdue(request));
        }
    }

    /** The service stops: unanswered requests are refused. */
    public void refuseAll() {
        for (HttpConnection connection : active.all()) {
            refuseAndClose(
                    requestOn(connection),
                    Answers.unavailable("expected a node that accepts requests, but this one is stopping"));
        }
    }

    /** Whether a peer may still have to read its last answer. */
    public boolean someLinger() {
        return !lingering.isEmpty();
    }

    /** The service stops and does not wait for peers any more. */
    public void endAll() {
        stopped = true;
        lingering.all().forEach(this::end);
    }

    private Refused overdue(HttpServerRequest request) {
        if (request.response().headWritten() && request.response().writeQueueFull()) {
            return new Refused(
                    408,
                    "expected a client that reads the answers while it sends, but it read none for "
                            + patience.toSeconds() + " s");
        }
        return request.isEnded()
                ? Answers.unavailable(
                        "expected the service to answer within " + patience.toSeconds() + " s, but it did not")
                : new Refused(
                        408,
                        "expected a body at 1 kB/s or more, without a pause of " + patience.toSeconds()
                                + " s, but it was slower");
    }

    private void closeLate(HttpConnection connection) {
        UpgradeAwareDecoder.failHead(connection);
        close(connection);
    }

    private void close(HttpConnection connection) {
        linger(connection);
        // It may have closed already.
        connection.close().onFailure(gone -> {});
    }

    /**
     * {@code connection} is being closed, and its peer may still have to read the last answer.
     *
     * @return whether there is time for this
     */
    boolean linger(HttpConnection connection) {
        forget(connection);
        if (stopped) {
            return false;
        }
        lingering.add(connection, after(LEAVING));
        if (lingering.count() > most) {
            end(lingering.first());
        }
        return true;
    }

    private void end(HttpConnection connection) {
        lingering.remove(connection);
        LingeringClose.end(connection);
        Http2Exchange.end(connection);
    }

    private HttpServerRequest requestOn(HttpConnection connection) {
        return Objects.requireNonNull(requests.get(connection), "a request of an active connection");
    }

    private long after(Duration time) {
        return nanoTime.getAsLong() + time.toNanos();
    }
}
