package dev.carillon.door;

import dev.carillon.config.LogSettings.ConnectionLog;
import dev.carillon.endpoint.EndpointMeters;
import dev.carillon.handshake.OpeningRequest;
import dev.carillon.http.Accept;
import dev.carillon.http.ClientAddress;
import dev.carillon.http.RefusedRequests;
import dev.carillon.http.RequestHead;
import dev.carillon.http.RequestTarget;
import dev.carillon.lane.BeginReceiver;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.logging.LogField;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A line for each connection and request that is refused, and for each WebSocket and event stream that ends, as far as they are
 * wanted. What is not wanted costs nothing: what a line tells of a connection is kept here, and only while lines of all ends are
 * wanted. Belongs to one loop; its switch to any thread.
 */
public final class ConnectionLines implements EndpointMeters, RefusedRequests {
    /** Of these lines alone, so that they can be collected and kept in a place of their own. */
    public static final String LOGGER = "connections";

    private static final Logger LOG = System.getLogger(LOGGER);

    private static final String WEB_SOCKET = "websocket";
    private static final String EVENT_STREAM = "event-stream";
    private static final String HTTP = "http";

    private final EndpointMeters meters;
    private final ClientAddress clients;
    private final LongSupplier ids;
    private final LongSupplier nanoTime;
    private volatile ConnectionLog wanted;

    /** By identity: to Netty a connection equals a later one that has its descriptor. */
    private final IdentityHashMap<Connection, Opened> open = new IdentityHashMap<>();
    /** Those on which requests were refused, so that several of one connection have one id. */
    private final Map<HttpConnection, Long> asking = new WeakHashMap<>();
    /** What is known of the connection that is ending now. */
    private Opened ending = Opened.UNKNOWN;

    /** @param id 0 where there is none yet */
    private record Opened(long id, @Nullable String peer, String path, String way, long sinceNanos) {
        /** Of a connection that was open before lines were wanted. */
        static final Opened UNKNOWN = new Opened(0, "", "", "", 0);
    }

    /**
     * @param meters is told first of all that this is told of
     * @param ids makes the next id of a connection, of all loops
     * @param nanoTime as {@link System#nanoTime}
     */
    public ConnectionLines(
            EndpointMeters meters,
            ConnectionLog wanted,
            ClientAddress clients,
            LongSupplier ids,
            LongSupplier nanoTime) {
        this.meters = meters;
        this.wanted = wanted;
        this.clients = clients;
        this.ids = ids;
        this.nanoTime = nanoTime;
    }

    /** From now on these lines are wanted. Connections that are open are not known to lines of their end. */
    public void want(ConnectionLog lines) {
        wanted = lines;
    }

    // ---- refused

    /** Tells of a handshake that is refused on the lane. */
    void refused(OpeningRequest request, int status, String reason, Supplier<@Nullable InetSocketAddress> peer) {
        if (wanted != ConnectionLog.OFF) {
            refused(ids.getAsLong(), status, reason, peer.get(), Optional.of(request));
        }
    }

    @Override
    public void refused(HttpServerRequest request, int status, String reason) {
        if (wanted != ConnectionLog.OFF) {
            long id = asking.computeIfAbsent(request.connection(), first -> ids.getAsLong());
            Optional<OpeningRequest> readable = Optional.<OpeningRequest>of(new RequestHead(request))
                    .filter(head -> request.decoderResult().isSuccess());
            refused(id, status, reason, clients.of(request), readable);
        }
    }

    /** @param request if it could be read */
    private static void refused(
            long id, int status, String reason, @Nullable InetSocketAddress peer, Optional<OpeningRequest> request) {
        LOG.log(
                Level.INFO,
                "request refused",
                LogField.of("event", "refused"),
                LogField.of("connection", id),
                LogField.kind("status", status),
                LogField.of("reason", reason.isEmpty() ? null : reason),
                LogField.of("peer", peer(peer)),
                LogField.of("way", request.map(ConnectionLines::way).orElse(HTTP)),
                LogField.of("method", request.map(OpeningRequest::method).orElse(null)),
                LogField.of(
                        "path",
                        request.map(known -> RequestTarget.path(known.target())).orElse(null)));
    }

    private static String way(OpeningRequest request) {
        if (request.asksForWebSocket()) {
            return WEB_SOCKET;
        }
        boolean stream = RequestTarget.path(request.target()).equals(StreamRoutes.EVENTS)
                || Accept.of(request.values("Accept")).prefersEventStream();
        return request.method().equals("GET") && stream ? EVENT_STREAM : HTTP;
    }

    // ---- opened and closed

    /** Has the line of its end tell where a connection came from, if that is wanted; {@code next} receives its events. */
    Receiver watched(OpeningRequest request, Supplier<@Nullable InetSocketAddress> peer, Receiver next) {
        if (wanted != ConnectionLog.ALL) {
            return next;
        }
        String from = peer(peer.get());
        String path = RequestTarget.path(request.target());
        String way = request.asksForWebSocket() ? WEB_SOCKET : EVENT_STREAM;
        return BeginReceiver.first(
                connection -> open.put(connection, new Opened(ids.getAsLong(), from, path, way, nanoTime.getAsLong())),
                next);
    }

    /** To be called for each connection that ends, watched or not, before {@link #closed} is. */
    public void ended(Connection connection) {
        if (open.isEmpty()) {
            ending = Opened.UNKNOWN;
            return;
        }
        Opened known = open.remove(connection);
        ending = known == null ? Opened.UNKNOWN : known;
        if (wanted != ConnectionLog.ALL) {
            open.clear();
        }
    }

    @Override
    public void opened() {
        meters.opened();
    }

    @Override
    public void streamOpened() {
        meters.streamOpened();
    }

    @Override
    public void closed(Connection connection, CloseCause cause, int code) {
        meters.closed(connection, cause, code);
        closed(cause, code);
    }

    @Override
    public void streamClosed(Connection connection, CloseCause cause) {
        meters.streamClosed(connection, cause);
        closed(cause, null);
    }

    private void closed(CloseCause cause, @Nullable Integer code) {
        if (wanted != ConnectionLog.ALL) {
            return;
        }
        Opened known = ending;
        boolean isKnown = known.id() != 0;
        LOG.log(
                Level.INFO,
                "connection closed",
                LogField.of("event", "closed"),
                LogField.of("connection", isKnown ? known.id() : ids.getAsLong()),
                LogField.kind("cause", cause.label()),
                LogField.of("code", code),
                LogField.of("durationSeconds", isKnown ? seconds(nanoTime.getAsLong() - known.sinceNanos()) : null),
                LogField.of("peer", isKnown ? known.peer() : null),
                LogField.of("way", isKnown ? known.way() : null),
                LogField.of("path", isKnown ? known.path() : null));
    }

    /** With milliseconds. */
    private static double seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) / 1e3;
    }

    private static @Nullable String peer(@Nullable InetSocketAddress address) {
        if (address == null) {
            return null;
        }
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
