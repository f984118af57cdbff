package dev.carillon.cluster;

import dev.carillon.cluster.LinkFrames.Challenge;
import dev.carillon.cluster.LinkFrames.Hello;
import dev.carillon.cluster.OwnInterest.News;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The connection on which another node sends publications to this one. Confined to the loop of the links. */
final class IncomingLink {
    /** Small enough that the sender soon frees the memory, large enough that confirming costs nothing. */
    private static final int BYTES_BETWEEN_CONFIRMS = 64 * 1024;

    private static final Duration FOR_HELLO = Duration.ofSeconds(2);
    private static final long MILLIS_OF_SILENCE = 5000;

    private final LinkFacts facts;
    private final Owner owner;
    private final LinkSocket socket;
    private final Buffer nonce = LinkFacts.nonce();

    /** Null until it is received. */
    private @Nullable Hello hello;

    /** Null until the other node has proved that it belongs to the cluster. */
    private @Nullable ReceivedNumbers received;

    /** When this node began to read from the socket. */
    private long readNanos = System.nanoTime();

    private int bytesToConfirm;

    /** Whether the clock of the other node is known, and the whole interest of this node has been sent. */
    private boolean pinged;

    /**
     * How far the clock of the other node is ahead of this one's, at least: the difference at its last PING, not
     * counting the transit time.
     */
    private long aheadNanos;

    /** Owns all incoming links. */
    interface Owner {
        /**
         * The node belongs to the cluster. Returns the numbers that were received from it before. Its earlier
         * connection ends.
         */
        ReceivedNumbers welcome(IncomingLink link, Hello hello);

        /** The whole interest that other nodes have received: the topics with subscribers here. */
        News interest();

        void publication(Buffer publication);

        /** The other node stops. */
        void bye(UUID from);

        /** The node does not belong to the cluster. */
        void refused(String host, LinkRefusal why);

        void ended(IncomingLink link);
    }

    IncomingLink(LinkFacts facts, NetSocket socket, Owner owner) {
        this.facts = facts;
        this.owner = owner;
        this.socket = new LinkSocket(socket, this::frame, reason -> owner.ended(this));
    }

    /** Reads nothing until {@link #resume}, while this node is not ready. */
    void pause() {
        socket.pause();
    }

    void resume() {
        readNanos = System.nanoTime();
        socket.resume();
    }

    void tick() {
        // Disconnects a node that has not proved in time that it belongs to the cluster, even if it sends something.
        boolean late = received == null && System.nanoTime() - readNanos > FOR_HELLO.toNanos();
        if (late || socket.isSilentFor(MILLIS_OF_SILENCE)) {
            socket.end("silent");
        }
    }

    /** Sends the changes of the topics with subscribers here. */
    void tell(News news) {
        if (pinged) {
            socket.send(LinkFrames.interest(news.sinceNanos() + aheadNanos, news.positions()));
        }
    }

    void end(String reason) {
        socket.end(reason);
    }

    private void frame(byte kind, Buffer body) {
        if (received != null) {
            frameOfANode(kind, body, received);
        } else if (kind == LinkFrames.HELLO && hello == null) {
            hello(LinkFrames.readHello(body));
        } else if (kind == LinkFrames.PROOF && hello != null) {
            proof(hello, body);
        } else if (kind == LinkFrames.REFUSED && hello != null) {
            owner.refused(socket.remoteHost(), LinkFrames.readRefused(body));
            socket.end("refused");
        } else {
            throw LinkFacts.unexpected(kind, body);
        }
    }

    private void hello(Hello came) {
        if (came.protocol() != LinkFrames.PROTOCOL) {
            refuse(LinkRefusal.PROTOCOL);
        } else if (!came.name().equals(facts.cluster())) {
            refuse(LinkRefusal.NAME);
        } else if (!came.to().equals(facts.id())) {
            // It has not detected yet that this is another process. This is no failure.
            socket.send(LinkFrames.refused(LinkRefusal.ANOTHER_PROCESS));
        } else {
            hello = came;
            Buffer proof = facts.secret().proofOfAcceptingNode(came, facts.id(), nonce);
            socket.send(LinkFrames.challenge(new Challenge(facts.id(), nonce, proof)));
        }
    }

    private void proof(Hello from, Buffer body) {
        Buffer expected = facts.secret().proofOfConnectingNode(from, facts.id(), nonce);
        if (!ClusterSecret.same(expected, body)) {
            refuse(LinkRefusal.SECRET);
            return;
        }
        socket.trust();
        received = owner.welcome(this, from);
        socket.send(LinkFrames.welcome(received.newest()));
    }

    private void refuse(LinkRefusal why) {
        owner.refused(socket.remoteHost(), why);
        // The other node closes the connection when it has read this.
        socket.send(LinkFrames.refused(why));
    }

    private void frameOfANode(byte kind, Buffer body, ReceivedNumbers from) {
        switch (kind) {
            case LinkFrames.PUBLICATION -> publication(body, from);
            case LinkFrames.PING -> pinged(LinkFrames.read(body).longNumber(), from);
            case LinkFrames.BYE -> {
                if (hello != null) {
                    owner.bye(hello.from());
                }
            }
            default -> throw LinkFacts.unexpected(kind, body);
        }
    }

    private void pinged(long nanos, ReceivedNumbers from) {
        aheadNanos = nanos - System.nanoTime();
        if (!pinged) {
            News all = owner.interest();
            pinged = true;
            tell(all);
        }
        confirm(from);
    }

    private void publication(Buffer body, ReceivedNumbers from) {
        if (from.take(LinkFrames.read(body).longNumber())) {
            owner.publication(body.slice(Long.BYTES, body.length()));
        }
        bytesToConfirm += body.length();
        if (bytesToConfirm >= BYTES_BETWEEN_CONFIRMS) {
            confirm(from);
        }
    }

    private void confirm(ReceivedNumbers from) {
        from.renew();
        bytesToConfirm = 0;
        socket.send(LinkFrames.confirm(from.newest(), System.nanoTime() + aheadNanos));
    }
}
