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
 * The HTTP connections of a loop, none of which may stay as long as it likes: not with its first request, not with the
 * body of one, and not between two. A head must come whole in time, and a body must make progress. A request that ends
 * here gets an answer first.
 */
public final class HttpConnections {
    /** Longer than clients keep connections for their next request, so that the clients close. */
    static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(75);

    /** For a peer to read its last answer, and to see that this is the end. */
    private static final Duration LEAVING = Duration.ofSeconds(10);

    /** The least pace of a body, 1 kB/s: each byte is worth a millisecond. */
    private static final long NANOS_A_BYTE = 1_000_000;

    /** Connections that have not asked for anything yet. */
    private final Deadlines<HttpConnection> waiting = new Deadlines<>();

    /** Connections that have been answered and may ask again. */
    private final Deadlines<HttpConnection> idle = new Deadlines<>();

    /** Connections with a request that has not been answered yet. */
    private final Deadlines<HttpConnection> active = new Deadlines<>();

    private final Map<HttpConnection, HttpServerRequest> requests = new HashMap<>();

    /** Of connections whose request is answered while its body comes: what ends that answer. */
    private final Map<HttpConnection, Consumer<Refused>> aborts = new HashMap<>();

    /** Connections that are being closed, with as much time as their peers have to read the last answer. */
    private final Deadlines<HttpConnection> lingering = new Deadlines<>();

    private Consumer<Object> departures = connection -> {};

    /** Nobody is waited for any more. */
    private boolean stopped;

    private final int most;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /**
     * @param most connections that have asked for nothing yet, as many that have, and as many that are lingering: of more,
     *     the one that has waited longest is closed
     * @param patience for the head of a first request,
     *     and for a body between two pieces of it
     * @param nanoTime as {@link System#nanoTime}
     */
    public HttpConnections(int most, Duration patience, LongSupplier nanoTime) {
        this.most = most;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** Has {@code http}, which was made with {@code options}, answer by {@code answers}, and watches its connections. */
    public void watch(HttpServer http, HttpServerOptions options, Handler<HttpServerRequest> answers) {
        http.connectionHandler(connection -> {
            UpgradeAwareDecoder.install(connection, options);
            LingeringClose.install(connection, this);
            opened(connection);
        });
        http.requestHandler(request -> answer(request, answers));
    }

    /** Has {@code answers} answer {@code request}, and waits for its end. */
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
                UpgradeAwareDecoder.goOn(connection);
            }
        });
        answers.handle(request);
    }

    /** Whether more of a body may come than is worth reading for nothing: an answer that does not wait for it is the last. */
    private static boolean hasLongBody(HttpServerRequest request) {
        long announced = BodyBudget.announced(request);
        // A peer that expects 100 may send its body after another answer, or not (RFC 9110, 10.1.1).
        return announced > BodyBudget.SMALL_BYTES
                || (announced > 0 && request.headers().contains(HttpHeaders.EXPECT));
    }

    /** Whether its client says so (RFC 9112, 9.6). Vert.x sees that only where it is all that a line says. */
    private static boolean isLast(HttpServerRequest request) {
        return HeaderValues.contain(request.headers().getAll(HttpHeaders.CONNECTION), "close");
    }

    /** The body of {@code request} is whole: whatever the answer is, the connection can go on behind it. */
    public void hasReceived(HttpServerRequest request) {
        if (!isLast(request)) {
            request.response().headers().remove(HttpHeaders.CONNECTION);
        }
    }

    /**
     * {@code request} is answered while its body comes, and to the end of it.
     *
     * @param abort ends the answer because of what it is given, or refuses the request where it has not begun
     */
    public void answersWhileReceiving(HttpServerRequest request, Consumer<Refused> abort) {
        // Unlike an answer that does not wait for the body, this one leaves the connection at its end.
        hasReceived(request);
        aborts.put(request.connection(), abort);
    }

    void opened(HttpConnection connection) {
        connection.closeHandler(closed -> released(connection));
        waiting.add(connection, after(patience));
        if (waiting.count() > most) {
            close(waiting.first());
        }
    }

    /** A connection that rests is kept for nothing but comfort: it is the first to make room for one that asks. */
    private void begins(HttpConnection connection, HttpServerRequest request) {
        forget(connection);
        if (active.count() + idle.count() >= most) {
            if (idle.isEmpty()) {
                dismiss(
                        requestOn(active.first()),
                        Answers.later("expected fewer than " + most + " requests at a time, but this is one more"));
            } else {
                close(idle.first());
            }
        }
        active.add(connection, after(patience));
        requests.put(connection, request);
    }

    /** More of a body has come, or more of an answer left meanwhile: the slowest that is waited for moves 1 kB/s. */
    public void progresses(HttpConnection connection, int bytes) {
        active.prolong(connection, bytes * NANOS_A_BYTE, after(patience));
    }

    /** The client of {@code connection} waits for us, and not we for it. */
    public void waits(HttpConnection connection) {
        active.prolong(connection, patience.toNanos(), after(patience));
    }

    private void becomesIdle(HttpConnection connection, HttpServerRequest answered) {
        // Not one that has ended meanwhile, has become something else, or is at its next request already.
        if (requests.remove(connection, answered)) {
            active.remove(connection);
            aborts.remove(connection);
            boolean bodyIsWhole = answered.isEnded() || BodyBudget.announced(answered) == 0;
            // The rest of a body that nobody reads is not waited for as a next request is.
            idle.add(connection, after(bodyIsWhole ? BETWEEN_REQUESTS : patience));
        }
    }

    /** {@code connection} becomes something else, or has ended. */
    public void released(HttpConnection connection) {
        forget(connection);
        departures.accept(connection);
    }

    /** The connection whose streams were connections here has ended. */
    void ended(Object connection) {
        departures.accept(connection);
    }

    Duration patience() {
        return patience;
    }

    /** Has {@code departures} told of every connection that leaves, and of every one whose streams were connections here. */
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

    /** What came over {@code connection} is no request, or breaks off being one. */
    void cannotBeRead(HttpConnection connection, Throwable reason) {
        HttpServerRequest request = requests.get(connection);
        if (request == null) {
            close(connection);
        } else {
            dismiss(
                    request,
                    new Refused(400, "expected a body in valid chunks (RFC 9112, 7.1), but was not: " + reason.getMessage()));
        }
    }

    /** Answers {@code request} with {@code why}, and ends its connection: no more of its body is read. */
    public void dismiss(HttpServerRequest request, Refused why) {
        // Handlers hold what has come of the body, and would be kept for as long as the peer stays.
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

    /** Connections that have asked for nothing yet. */
    public int waitingCount() {
        return waiting.count();
    }

    /** Requests that are being received or answered. */
    public int requestCount() {
        return active.count();
    }

    /** The most connections that have asked for nothing yet, and the most requests. */
    public int most() {
        return most;
    }

    /** Closes connections that have taken too long; to be called about once a second. */
    public void sweep() {
        long now = nanoTime.getAsLong();
        waiting.overdue(now).forEach(this::closeLate);
        idle.overdue(now).forEach(this::closeLate);
        lingering.overdue(now).forEach(this::end);
        for (HttpConnection slow : active.overdue(now)) {
            HttpServerRequest request = requestOn(slow);
            dismiss(request, overdue(request));
        }
    }

    /** The service is about to stop: requests that have not been answered are told so. */
    public void dismissAll() {
        for (HttpConnection connection : active.all()) {
            dismiss(requestOn(connection), Answers.later("expected a node that accepts requests, but this one is stopping"));
        }
    }

    /** Whether a peer may still have to read its last answer. */
    public boolean someLinger() {
        return !lingering.isEmpty();
    }

    /** The service stops, and waits for nobody any more. */
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
                ? Answers.later("expected the service to answer within " + patience.toSeconds() + " s, but it did not")
                : new Refused(
                        408,
                        "expected a body at 1 kB/s or more, without a pause of " + patience.toSeconds()
                                + " s, but it was slower");
    }

    private void closeLate(HttpConnection connection) {
        UpgradeAwareDecoder.giveUpHead(connection);
        close(connection);
    }

    private void close(HttpConnection connection) {
        lingers(connection);
        // It has closed by itself meanwhile, or does so now.
        connection.close().onFailure(gone -> {});
    }

    /**
     * {@code connection} is being closed, and its peer may still have to read the last answer.
     *
     * @return whether there is time for that
     */
    boolean lingers(HttpConnection connection) {
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

    private HttpServerRequest requestOn(HttpConnection active) {
        return Objects.requireNonNull(requests.get(active), "a request of a connection that asks");
    }

    private long after(Duration time) {
        return nanoTime.getAsLong() + time.toNanos();
    }
}
