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

/** The endpoints of one loop, and what they share. There is one of each kind for each compression that is in use. */
public final class Endpoints {
    private static final byte[] MISSED = EventWriter.frame(new Event.Missed(OptionalLong.empty()));

    final Hub hub;
    final WebSockets webSockets;
    final Publisher publisher;
    final LoopRates rates;
    final EndpointMeters meters;
    SessionLimits limits;
    /** Where the node remembers anything, or has. */
    Optional<CatchUp> catchUp;
    /** Where there is the same: one id is then enough for a client to come back with. */
    Optional<InOrder> order;

    final WebSocketHandler left;
    final Renewal renewal;
    /** By which credentials expire, as their issuer has it. */
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
        this.order = catchUp.map(log -> new InOrder(hub.newBatch()));
        this.webSockets = webSockets;
        this.publisher = publisher;
        this.rates = rates;
        this.meters = meters;
        this.left = new ClosingWebSocket(meters);
        this.limits = limits.session();
        this.maxEchoBytes = limits.maxEchoBytes();
        this.eventStreams = new EventStreams(this);
    }

    /** Subscriptions of one connection. */
    public int maxSubscriptions() {
        return limits.maxSubscriptions();
    }

    /** A connection that has more keeps them, and gets no further one. */
    public void maxSubscriptions(int most) {
        limits = new SessionLimits(limits.version(), most, limits.maxMessageBytes(), limits.idleTimeout());
    }

    /**
     * Other topics are remembered from now on.
     *
     * @param log is made where there is none yet
     * @param from all that is remembered by them is behind this offset, and has yet to come to the hub
     */
    public void remember(Supplier<CatchUp> log, long from) {
        if (catchUp.isEmpty()) {
            catchUp = Optional.of(log.get());
            order = Optional.of(new InOrder(hub.newBatch()));
        }
        for (Subscriber subscriber : hub.subscribers(catchUp.orElseThrow()::mayRemember)) {
            if (subscriber instanceof Subscription subscription) {
                subscription.remember(from);
            }
        }
    }

    /**
     * The log begins anew, and remembered publications behind {@code offset} may be missing. Each client that was live learns
     * of that like one that is behind: from the log, which knows what it does not have.
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
     * Payloads as they are, of one topic or of all that a pattern matches.
     *
     * @param start where they begin
     * @param grant which permits to subscribe to the pattern
     */
    public Receiver topic(TopicPattern pattern, Compression compression, Start start, Grant grant) {
        EndpointKey key = new EndpointKey(pattern, compression, grant);
        TopicEndpoint known = topics.get(key);
        return (known != null ? known : new TopicEndpoint(this, key)).receiver(start);
    }

    /**
     * Returns {@code start}, if a subscription may begin there.
     *
     * @throws InvalidStart when it names a publication that this node has yet to number
     */
    public Start requireKnown(Start start) {
        catchUp.ifPresent(present -> present.requireKnown(start));
        return start;
    }

    /** See {@link CatchUp#resumable}; none where the node remembers nothing. */
    Optional<MessageId> resumable(List<Beginning> beginnings) {
        return catchUp.flatMap(present -> present.resumable(beginnings));
    }

    /** {@code carillon.v1}: a session for one connection. */
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
     * @param topics at least one, each once
     * @param start where it begins
     * @param grant which permits to subscribe to all of them
     */
    public Receiver eventStream(List<TopicPattern> topics, StreamForm form, Start start, Grant grant) {
        return eventStreams.of(topics, form, start, grant);
    }

    /** Sends each message back. */
    public Receiver echo(Compression compression, Grant grant) {
        // What ends is not kept: it would stay here for ever, and clients that measure echoes are few.
        return grant.mayEnd()
                ? newEcho(compression, grant)
                : echoes.computeIfAbsent(compression, first -> newEcho(first, grant));
    }

    private Receiver newEcho(Compression compression, Grant grant) {
        return webSockets.receiver(new EchoEndpoint(this, compression, grant), compression.deflates(), maxEchoBytes);
    }

    /** Closes {@code connection} if what it was granted holds no more. */
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

    /** From its first connection to its last, an endpoint is the only one of its key, if it came first. */
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
