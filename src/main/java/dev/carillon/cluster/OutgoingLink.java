package dev.carillon.cluster;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.carillon.bus.WireReader;
import dev.carillon.cluster.LinkFrames.Challenge;
import dev.carillon.cluster.LinkFrames.Hello;
import dev.carillon.logging.LogField;
import dev.carillon.publication.Publication;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which this node sends accepted publications to one other node. It is opened again while the other
 * node may exist, and no unconfirmed publication is lost with a connection. Confined to the loop of the links, except
 * {@link #matches} and {@link #send}.
 */
final class OutgoingLink {
    private static final System.Logger LOG = System.getLogger(OutgoingLink.class.getName());

    private static final Duration BETWEEN_PINGS = Duration.ofSeconds(1);
    private static final long MILLIS_OF_SILENCE = 3000;
    private static final long MILLIS_FOR_WELCOME = 2000;

    /** The time for the first connection before a line is logged. */
    private static final Duration AT_FIRST = Duration.ofSeconds(15);

    /** A node that Hazelcast has lost may be behind a network that heals within this time. */
    static final Duration LOST_FOR_GOOD = Duration.ofMinutes(10);

    /** If its machine refuses connections for this long, the process has ended. */
    private static final Duration PROCESS_GONE = Duration.ofSeconds(10);

    private static final long RETRY_MILLIS_LEAST = 300;
    private static final long RETRY_MILLIS_MOST = 800;
    private static final Duration AFTER_A_REFUSAL = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int BATCH_BYTES = 64 * 1024;

    private final LinkFacts facts;
    private final NetClient client;
    private final Context loop;
    private final LinkCounts counts;
    private final LinkQueue queue;
    private final PeerInterest interest = new PeerInterest();
    private final long stream = LinkFacts.stream();
    private final RandomGenerator random = RandomGenerator.getDefault();

    private Peer peer;

    /** Written only by the loop. */
    private volatile State state = State.CONNECTING;

    /** Null without a connection. */
    private @Nullable LinkSocket socket;

    private Hello hello;
    private boolean isMember = true;
    private boolean wasUp;
    private boolean reported;
    private boolean refusesConnections;
    private String reason = "";

    /** The start of the present state. */
    private long sinceNanos = System.nanoTime();

    /** The time when the link was last up, or else its creation. */
    private long downNanos = sinceNanos;

    /** A lower bound for the time when the other node sent its last confirmation. */
    private long leftThereNanos = sinceNanos;

    private long lostNanos;
    private long nextNanos = sinceNanos;
    private long healed;
    private Optional<Duration> lastHealing = Optional.empty();
    private long givenUpCounted;
    private long givenUpTold;
    private long tellNextNanos = sinceNanos;

    enum State {
        CONNECTING(true),
        UP(true),
        /** The other node refuses this one, or has another secret. */
        REFUSED(false),
        ENDED(false);

        /** Whether publications are added, even if they cannot be sent now. */
        private final boolean sends;

        State(boolean sends) {
            this.sends = sends;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param bytesMax the bound on unconfirmed publications
     */
    OutgoingLink(LinkFacts facts, Peer peer, NetClient client, Context loop, LinkCounts counts, LongSupplier bytesMax) {
        this.counts = counts;
        this.facts = facts;
        this.peer = peer;
        this.client = client;
        this.loop = loop;
        this.queue = new LinkQueue(bytesMax);
        this.hello = newHello();
    }

    /**
     * Whether the node may have a subscriber for the publication. If the node soon reports that it has one, the
     * publication is sent later. Any thread may call this.
     */
    boolean matches(Publication publication, long[] keys) {
        return state.sends && interest.matches(publication, keys);
    }

    /** Any thread may call this. */
    void send(Buffer publication) {
        counts.sent.increment();
        if (queue.add(publication)) {
            loop.runOnContext(now -> sendWaiting());
        }
    }

    /** Sets whether the node is a member in Hazelcast now, and its addresses. */
    void member(Optional<Peer> now) {
        now.ifPresent(known -> peer = known);
        if (isMember && now.isEmpty()) {
            lostNanos = System.nanoTime();
        }
        isMember = now.isPresent();
    }

    /** Does the work that is due; called every 250 ms. */
    void tick() {
        long now = System.nanoTime();
        switch (state) {
            case UP -> tickUp(now);
            case CONNECTING, REFUSED -> tickDown(now);
            case ENDED -> {}
        }
        interest.forgetOld();
        tellGivenUp(now);
    }

    private void tickUp(long now) {
        if (socket != null && socket.isSilentFor(MILLIS_OF_SILENCE)) {
            socket.end("no answer for " + MILLIS_OF_SILENCE / 1000 + " s");
        } else if (now - nextNanos >= 0) {
            nextNanos = now + BETWEEN_PINGS.toNanos();
            ping();
        }
    }

    private void tickDown(long now) {
        if (socket != null && socket.isSilentFor(MILLIS_FOR_WELCOME)) {
            socket.end("it accepts connections, but does not answer");
        }
        if (!isMember && now - lostNanos > LOST_FOR_GOOD.toNanos()) {
            queue.giveUp();
            end("not found again for " + LOST_FOR_GOOD.toMinutes() + " min");
        } else if (!isMember && refusesConnections && now - lostNanos > PROCESS_GONE.toNanos()) {
            end("its process has ended");
        } else if (socket == null && now - nextNanos >= 0) {
            nextNanos = Long.MAX_VALUE / 2 + now;
            connect();
        } else if (!wasUp && !reported && now - downNanos > AT_FIRST.toNanos()) {
            tellDown("cluster link cannot be opened");
        }
    }

    private void connect() {
        client.connect(peer.port(), peer.host()).onSuccess(this::connected).onFailure(failure -> {
            refusesConnections = failure instanceof ConnectException
                    && String.valueOf(failure.getMessage()).contains("refused");
            lost(LinkSocket.textOf(failure));
        });
    }

    private void connected(NetSocket opened) {
        refusesConnections = false;
        LinkSocket now = new LinkSocket(opened, this::frame, this::lost);
        socket = now;
        if (state == State.ENDED) {
            now.end("ended");
            return;
        }
        hello = newHello();
        now.send(LinkFrames.hello(hello));
    }

    private Hello newHello() {
        return new Hello(
                LinkFrames.PROTOCOL,
                facts.id(),
                peer.id(),
                stream,
                LinkFacts.nonce(),
                facts.cluster(),
                facts.version());
    }

    private void frame(byte kind, Buffer body) {
        switch (kind) {
            case LinkFrames.CHALLENGE -> challenge(LinkFrames.readChallenge(body));
            case LinkFrames.WELCOME -> up(LinkFrames.read(body).longNumber());
            case LinkFrames.INTEREST -> interested(body);
            case LinkFrames.CONFIRM -> confirmed(LinkFrames.read(body));
            case LinkFrames.REFUSED -> refused(LinkFrames.readRefused(body));
            default -> throw LinkFacts.unexpected(kind, body);
        }
    }

    private void challenge(Challenge challenge) {
        Buffer expected = facts.secret().proofOfAcceptingNode(hello, peer.id(), challenge.nonce());
        if (ClusterSecret.same(expected, challenge.proof())) {
            Buffer proof = facts.secret().proofOfConnectingNode(hello, peer.id(), challenge.nonce());
            write(LinkFrames.proof(proof));
            trust();
        } else {
            write(LinkFrames.refused(LinkRefusal.SECRET));
            refused(LinkRefusal.SECRET);
        }
    }

    private void up(long newestThere) {
        long now = System.nanoTime();
        queue.sendAgainAfter(newestThere);
        if (wasUp || reported) {
            Duration down = Duration.ofNanos(now - downNanos);
            lastHealing = Optional.of(down);
            healed++;
            counts.healed(down);
            LOG.log(INFO, "cluster link healed", node(), LogField.of("after_ms", down.toMillis()));
        }
        wasUp = true;
        reported = false;
        reason = "";
        become(State.UP);
        nextNanos = now + BETWEEN_PINGS.toNanos();
        ping();
        sendWaiting();
    }

    private void confirmed(WireReader in) {
        queue.confirm(in.longNumber());
        leftThereNanos = in.longNumber();
    }

    private void interested(Buffer body) {
        interest.change(body, this::sendAfterAll);
    }

    private void sendAfterAll(Publication late) {
        if (state.sends) {
            send(PublicationBytes.of(late));
        }
    }

    private void refused(LinkRefusal why) {
        if (why == LinkRefusal.ANOTHER_PROCESS) {
            end(why.message());
            return;
        }
        if (state != State.REFUSED) {
            LOG.log(WARNING, "cluster link refused", node(), LogField.of("reason", why.message()));
        }
        reason = why.message();
        become(State.REFUSED);
        reported = true;
        if (socket != null) {
            socket.end(why.message());
        }
    }

    /** The connection is lost, or could not be opened. */
    private void lost(String why) {
        interest.forget(leftThereNanos, this::sendAfterAll);
        socket = null;
        reason = state == State.REFUSED ? reason : why;
        Duration pause = state == State.REFUSED
                ? AFTER_A_REFUSAL
                : Duration.ofMillis(random.nextLong(RETRY_MILLIS_LEAST, RETRY_MILLIS_MOST));
        nextNanos = System.nanoTime() + pause.toNanos();
        if (state == State.UP) {
            become(State.CONNECTING);
            downNanos = sinceNanos;
            tellDown("cluster link lost");
        }
    }

    private void tellDown(String what) {
        reported = true;
        LOG.log(
                WARNING,
                what,
                node(),
                LogField.of("address", peer.host() + ":" + peer.port()),
                LogField.of("reason", reason));
    }

    private void tellGivenUp(long now) {
        long givenUp = queue.givenUp();
        counts.givenUp.add(givenUp - givenUpCounted);
        givenUpCounted = givenUp;
        if (givenUp > givenUpTold && now - tellNextNanos >= 0) {
            LOG.log(
                    WARNING,
                    "cluster publications given up, since too many waited for a node",
                    node(),
                    LogField.of("count", givenUp - givenUpTold));
            givenUpTold = givenUp;
            tellNextNanos = now + BETWEEN_LINES.toNanos();
        }
    }

    private void sendWaiting() {
        LinkSocket open = socket;
        if (state != State.UP || open == null) {
            return;
        }
        while (!open.isFull()) {
            Buffer frames = queue.next(BATCH_BYTES);
            if (frames.length() == 0) {
                return;
            }
            open.send(frames);
        }
        open.onWritable(this::sendWaiting);
    }

    private void ping() {
        write(LinkFrames.ping(System.nanoTime()));
    }

    private void trust() {
        if (socket != null) {
            socket.trust();
        }
    }

    private void write(Buffer frame) {
        if (socket != null) {
            socket.send(frame);
        }
    }

    /** Ends the link, since the other node is gone, or this one stops. */
    void end(String why) {
        if (state == State.ENDED) {
            return;
        }
        if (reported) {
            LOG.log(INFO, "cluster link ended", node(), LogField.of("reason", why));
        }
        become(State.ENDED);
        queue.clear();
        if (socket != null) {
            socket.end(why);
        }
    }

    /** Sends a PING, which the other node answers with a confirmation. */
    void flush() {
        ping();
    }

    /** Notifies the other node that this one stops, and ends the link. */
    void bye() {
        write(LinkFrames.bye());
        end("this node stops");
    }

    private void become(State next) {
        if (state != next) {
            state = next;
            sinceNanos = System.nanoTime();
        }
    }

    private LogField node() {
        return LogField.of("node", peer.name());
    }

    LinkStatus status() {
        return new LinkStatus(
                peer,
                isMember,
                state,
                reported && state != State.ENDED,
                Duration.ofNanos(System.nanoTime() - (state == State.UP ? sinceNanos : downNanos)),
                state == State.UP ? "" : reason,
                queue.bytes(),
                queue.taken(),
                queue.givenUp(),
                healed,
                lastHealing);
    }

    /** Whether no publication is pending that can still arrive. */
    boolean isFlushed() {
        return !state.sends || queue.isEmpty();
    }

    boolean hasEnded() {
        return state == State.ENDED;
    }

    boolean isMember() {
        return isMember;
    }

    Peer peer() {
        return peer;
    }
}
