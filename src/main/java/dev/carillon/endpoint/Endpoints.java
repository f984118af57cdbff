package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.catchup.Beginning;
import dev.carillon.catchup.CatchUp;
import dev.carillon.frame.CloseCode;
import dev.carillon.frame.Compression;
import dev.carillon.hub.Hub;
import dev.carillon.hub.Subscriber;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.log.InvalidStart;
import dev.carillon.log.Start;
import dev.carillon.protocol.Event;
import dev.carillon.protocol.EventWriter;
import dev.carillon.protocol.MessageForm;
import dev.carillon.protocol.StreamForm;
import dev.carillon.publication.MessageId;
import dev.carillon.rate.LoopRates;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketHandler;
import dev.carillon.websocket.WebSockets;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Makes the endpoints of one loop, and has what they share: one endpoint of each kind for each negotiated compression.
 */
public final class Endpoints {
    private static final byte[] MISSED = EventWriter.frame(new Event.Missed(OptionalLong.empty()));

    final Hub hub;
    final WebSockets webSockets;
    final Publisher publisher;
    final LoopRates rates;
    final EndpointMeters meters;
    SessionLimits limits;
    /** Present if the node remembers topics, now or earlier. */
    Optional<CatchUp> catchUp;
    /** Present together with {@link #catchUp}. It keeps ids in order, so that a client can resume with one id. */
    Optional<OrderedDelivery> order;

    final WebSocketHandler left;
    final Renewal renewal;
    /** The clock for the expiry of credentials. */
    final InstantSource timeOfDay;

    private final int maxEchoBytes;
    private final Map<EndpointKey, TopicEndpoint> topics = new HashMap<>();
    private final Map<Compression, Sessions> sessions = new EnumMap<>(Compression.class);
    private final Map<Compression, Receiver> echoes = new EnumMap<>(Compression.class);
    final EventStreams eventStreams;

    public Endpoints(
            Hub hub,
            Optional<CatchUp> catchUp,
            WebSockets webSockets,
            Publisher publisher,
            LoopRates rates,
            EndpointMeters meters,
            EndpointLimits limits,
            Renewal renewal,
            InstantSource timeOfDay) {
        this.hub = hub;
        this.renewal = renewal;
        this.timeOfDay = timeOfDay;
        this.catchUp = catchUp;
        this.order = catchUp.map(log -> new OrderedDelivery(hub.newBatch()));
        this.webSockets = webSockets;
        this.publisher = publisher;
        this.rates = rates;
        this.meters = meters;
        this.left = new ClosingWebSocket(meters);
        this.limits = limits.session();
        this.maxEchoBytes = limits.maxEchoBytes();
        this.eventStreams = new EventStreams(this);
    }

    /** The limit on subscriptions of one connection. */
    public int maxSubscriptions() {
        return limits.maxSubscriptions();
    }

    /** A connection that has more keeps them, and may not add another. */
    public void maxSubscriptions(int most) {
        limits = new SessionLimits(limits.version(), most, limits.maxMessageBytes(), limits.idleTimeout());
    }

    /**
     * Changes which topics are remembered.
     *
     * @param log makes the access to the log, if there is none yet
     * @param from the newly remembered publications have ids after this offset, and have not come to the hub yet
     */
    public void remember(Supplier<CatchUp> log, long from) {
        if (catchUp.isEmpty()) {
            catchUp = Optional.of(log.get());
            order = Optional.of(new OrderedDelivery(hub.newBatch()));
        }
        for (Subscriber subscriber : hub.subscribers(catchUp.orElseThrow()::mayRemember)) {
            if (subscriber instanceof Subscription subscription) {
                subscription.remember(from);
            }
        }
    }

    /**
     * The log has a new epoch, and remembered publications after {@code offset} may be missing. Each live client now
     * catches up: it reads from the log, which knows what is missing.
     */
    public void restarted(long offset) {
        catchUp.ifPresent(log -> {
            log.restarted();
            hub.subscribers(log::mayRemember).forEach(subscriber -> fallBehind(subscriber, offset));
        });
    }

    private static void fallBehind(Subscriber subscriber, long offset) {
        if (subscriber instanceof Subscription subscription) {
            subscription.fallBehind(offset);
        } else if (subscriber instanceof Connection connection
                && connection.cursor().isEmpty()) {
            connection.receiver().onBehind(connection, offset);
        }
    }

    /**
     * Payloads without an envelope, of one topic or of all topics that match a pattern.
     *
     * @param start the position to start from
     * @param grant permits the subscription
     */
    public Receiver topic(TopicPattern pattern, Compression compression, Start start, Grant grant) {
        EndpointKey key = new EndpointKey(pattern, compression, grant);
        TopicEndpoint known = topics.get(key);
        return (known != null ? known : new TopicEndpoint(this, key)).receiver(start);
    }

    /**
     * Returns {@code start} if a subscription may begin there.
     *
     * @throws InvalidStart when it names a publication that this node has not numbered yet
     */
    public Start requireKnown(Start start) {
        catchUp.ifPresent(present -> present.requireKnown(start));
        return start;
    }

    /** See {@link CatchUp#resumable}; empty if the node remembers nothing. */
    Optional<MessageId> resumable(List<Beginning> beginnings) {
        return catchUp.flatMap(present -> present.resumable(beginnings));
    }

    /** A {@code carillon.v1} session for one connection. */
    public Receiver session(Compression compression, Grant grant) {
        Sessions kind = sessions.computeIfAbsent(
                compression,
                first -> new Sessions(
                        this, MessageForm.ENVELOPE.rendering(first), connection -> connection.send(MISSED)));
        return webSockets.receiver(new Session(kind, grant), compression.deflates());
    }

    /**
     * An event stream.
     *
     * @param topics at least one, without duplicates
     * @param start the position to start from
     * @param grant permits all of the subscriptions
     */
    public Receiver eventStream(List<TopicPattern> topics, StreamForm form, Start start, Grant grant) {
        return eventStreams.of(topics, form, start, grant);
    }

    /** Sends each message back. */
    public Receiver echo(Compression compression, Grant grant) {
        // An endpoint for credentials that can end is not cached: it would stay for ever, and echo clients are few.
        return grant.mayEnd()
                ? newEcho(compression, grant)
                : echoes.computeIfAbsent(compression, first -> newEcho(first, grant));
    }

    private Receiver newEcho(Compression compression, Grant grant) {
        return webSockets.receiver(new EchoEndpoint(this, compression, grant), compression.deflates(), maxEchoBytes);
    }

    /** Closes {@code connection} if its grant has expired or was revoked. */
    void closeIfEnded(Connection connection, Grant grant) {
        if (hasEnded(grant)) {
            webSockets.close(
                    connection,
                    CloseCause.EXPIRED,
                    CloseCode.UNAUTHORIZED,
                    grant.whyEnded() + ": reconnect with other credentials");
        }
    }

    boolean hasEnded(Grant grant) {
        return grant.hasEnded(timeOfDay);
    }

    /** The first open endpoint of a key serves all later connections with this key, until its last connection ends. */
    void opened(TopicEndpoint endpoint) {
        topics.putIfAbsent(endpoint.key(), endpoint);
    }

    void emptied(TopicEndpoint endpoint) {
        topics.remove(endpoint.key(), endpoint);
    }

    static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
