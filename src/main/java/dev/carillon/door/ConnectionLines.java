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
 * Logs one line for each refused connection and request, and one for each WebSocket and event stream that ends, as far
 * as the settings ask for them. Lines that are switched off cost nothing: details of a connection are stored here only
 * while lines of all ends are logged. Belongs to one loop; any thread may call {@link #use}.
 */
public final class ConnectionLines implements EndpointMeters, RefusedRequests {
    /** A logger for these lines alone, so that operators can store them separately. */
    public static final String LOGGER = "connections";

    private static final Logger LOG = System.getLogger(LOGGER);

    private static final String WEB_SOCKET = "websocket";
    private static final String EVENT_STREAM = "event-stream";
    private static final String HTTP = "http";

    private final EndpointMeters meters;
    private final ClientAddress clients;
    private final LongSupplier ids;
    private final LongSupplier nanoTime;
    private volatile ConnectionLog logged;

    /** By identity: to Netty a connection equals a later one that has its descriptor. */
    private final IdentityHashMap<Connection, Opened> open = new IdentityHashMap<>();
    /**
     * Ids of connections on which a request was refused, so that several refusals on one connection have the same id.
     */
    private final Map<HttpConnection, Long> refusedOn = new WeakHashMap<>();
    /** Details of the connection that is ending now. */
    private Opened ending = Opened.UNKNOWN;

    /** @param id 0 if the connection has none yet */
    private record Opened(long id, @Nullable String peer, String path, String way, long sinceNanos) {
        /** For a connection that was opened before these lines were switched on. */
        static final Opened UNKNOWN = new Opened(0, "", "", "", 0);
    }

    /**
     * @param meters receives every event of {@link EndpointMeters} before it is logged here
     * @param ids makes the next connection id, unique over all loops
     * @param nanoTime as {@link System#nanoTime}
     */
    public ConnectionLines(
            EndpointMeters meters,
            ConnectionLog logged,
            ClientAddress clients,
            LongSupplier ids,
            LongSupplier nanoTime) {
        this.meters = meters;
        this.logged = logged;
        this.clients = clients;
        this.ids = ids;
        this.nanoTime = nanoTime;
    }

    /** Logs {@code lines} from now on. The end of a connection that is open already is logged without its details. */
    public void use(ConnectionLog lines) {
        logged = lines;
    }

    // ---- refused

    /** Logs a handshake that is refused on the lane. */
    void refused(OpeningRequest request, int status, String reason, Supplier<@Nullable InetSocketAddress> peer) {
        if (logged != ConnectionLog.OFF) {
            refused(ids.getAsLong(), status, reason, peer.get(), Optional.of(request));
        }
    }

    @Override
    public void refused(HttpServerRequest request, int status, String reason) {
        if (logged != ConnectionLog.OFF) {
            long id = refusedOn.computeIfAbsent(request.connection(), first -> ids.getAsLong());
            Optional<OpeningRequest> readable = Optional.<OpeningRequest>of(new RequestHead(request))
                    .filter(head -> request.decoderResult().isSuccess());
            refused(id, status, reason, clients.of(request), readable);
        }
    }

    /** @param request empty if it could not be read */
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

    /**
     * Stores the origin of a connection for the line of its end, if such lines are logged; {@code next} receives its
     * events.
     */
    Receiver watched(OpeningRequest request, Supplier<@Nullable InetSocketAddress> peer, Receiver next) {
        if (logged != ConnectionLog.ALL) {
            return next;
        }
        String from = peer(peer.get());
        String path = RequestTarget.path(request.target());
        String way = request.asksForWebSocket() ? WEB_SOCKET : EVENT_STREAM;
        return BeginReceiver.first(
                connection -> open.put(connection, new Opened(ids.getAsLong(), from, path, way, nanoTime.getAsLong())),
                next);
    }

    /** Must be called for each connection that ends, stored here or not, before {@link #closed}. */
    public void ended(Connection connection) {
        if (open.isEmpty()) {
            ending = Opened.UNKNOWN;
            return;
        }
        Opened known = open.remove(connection);
        ending = known == null ? Opened.UNKNOWN : known;
        if (logged != ConnectionLog.ALL) {
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
        if (logged != ConnectionLog.ALL) {
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

    /** With a resolution of milliseconds. */
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
