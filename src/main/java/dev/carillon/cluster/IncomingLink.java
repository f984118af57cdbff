package dev.carillon.cluster;

import dev.carillon.cluster.LinkFrames.Challenge;
import dev.carillon.cluster.LinkFrames.Hello;
import dev.carillon.cluster.OwnInterest.News;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The connection on which another node sends what it takes to this one. Confined to the loop of the links. */
final class IncomingLink {
    /** Often enough that the sender can forget, seldom enough that it costs nothing. */
    private static final int BYTES_BETWEEN_CONFIRMS = 64 * 1024;

    private static final Duration FOR_HELLO = Duration.ofSeconds(2);
    private static final long MILLIS_OF_SILENCE = 5000;

    private final LinkFacts facts;
    private final Owner owner;
    private final LinkSocket socket;
    private final Buffer nonce = LinkFacts.nonce();

    /** Null until it has come. */
    private @Nullable Hello hello;

    /** Null until the other node has shown that it belongs to the cluster. */
    private @Nullable ReceivedNumbers received;

    /** When this node began to read from it. */
    private long readNanos = System.nanoTime();

    private int bytesToConfirm;

    /** Whether the clock of the other node is known, and it has been told all that it is to know. */
    private boolean pinged;

    /**
     * The clock of the other node is ahead of this one's by so much, or more: what its last PING says, without its way.
     */
    private long aheadNanos;

    /** Has all links of this kind. */
    interface Owner {
        /** The node is one of ours: what came from it before. Its earlier connection ends. */
        ReceivedNumbers welcome(IncomingLink link, Hello hello);

        /** All that other nodes have been told about the topics that have subscribers here. */
        News interest();

        void publication(Buffer publication);

        /** The node stops. */
        void bye(UUID from);

        /** The node is none of ours. */
        void refused(String host, LinkRefusal why);

        void ended(IncomingLink link);
    }

    IncomingLink(LinkFacts facts, NetSocket socket, Owner owner) {
        this.facts = facts;
        this.owner = owner;
        this.socket = new LinkSocket(socket, this::frame, reason -> owner.ended(this));
    }

    /** Takes nothing until {@link #resume}: this node is not ready. */
    void pause() {
        socket.pause();
    }

    void resume() {
        readNanos = System.nanoTime();
        socket.resume();
    }

    void tick() {
        // What has not shown in its time that it is of the cluster goes, though it may send something now and then.
        boolean late = received == null && System.nanoTime() - readNanos > FOR_HELLO.toNanos();
        if (late || socket.isSilentFor(MILLIS_OF_SILENCE)) {
            socket.end("silent");
        }
    }

    /** Tells the other node which topics have subscribers here, or have none any more. */
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
            // It has not found out yet that this is another process. Nothing is wrong.
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
        // The other node closes it, when it has read this.
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
