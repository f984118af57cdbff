package dev.carillon.loadtest.run;

import dev.carillon.config.Version;
import dev.carillon.loadtest.connect.Words;
import dev.carillon.loadtest.run.Messages.Writing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How each side of a new connection proves to the other that it knows the secret. The side that accepts sends what it is
 * and a random number; the side that connects proves itself with that, with a number of its own, and with what TLS has
 * agreed on for this connection and no other; then so does the side that accepts. What relays messages between two
 * connections, or sends recorded ones again, has another value of TLS or another number. Both sides must be of the same
 * version: plans and tallies are read as they were written.
 */
final class ChannelHandshake {
    private static final String MARK = "carillon-loadtest";
    private static final String CONNECTING = "connecting";
    private static final String ACCEPTING = "accepting";

    /** Room for two short texts, a number and a proof. */
    static final int LENGTH_MAX = 1024;

    private static final int NUMBER_BYTES = 16;

    private final NetSocket socket;
    private final Secret secret;
    private final String version;
    private final byte[] ours = SecureRandom.getSeed(NUMBER_BYTES);
    private final Promise<Channel> done = Promise.promise();
    private byte[] theirs = {};
    private Step next = in -> {};
    private @Nullable Channel channel;

    /** Reads the next message of the other side. */
    private interface Step {
        void read(DataInputStream in) throws IOException;
    }

    /** The other side is not one that this side works with. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason);
        }
    }

    private ChannelHandshake(NetSocket socket, Secret secret, String version) {
        this.socket = socket;
        this.secret = secret;
        this.version = version;
    }

    /** At the side that accepts. Fails with {@link Refused} or the reason why the other side is none. */
    static Future<Channel> accept(Vertx vertx, NetSocket socket, Secret secret, String version, Duration patience) {
        ChannelHandshake handshake = new ChannelHandshake(socket, secret, version);
        return handshake.run(vertx, patience, handshake::hello);
    }

    /** At the side that connects. */
    static Future<Channel> connect(Vertx vertx, NetSocket socket, Secret secret, Duration patience) {
        ChannelHandshake handshake = new ChannelHandshake(socket, secret, Version.current());
        return handshake.run(vertx, patience, () -> handshake.next = handshake::answer);
    }

    // What the other side sends is unknown until it has proven itself: little of it is read, and nothing shown as it came.

    private Future<Channel> run(Vertx vertx, Duration patience, Runnable first) {
        socket.closeHandler(closed -> done.tryFail("ended the connection before it had said what it is"));
        // Its end follows.
        socket.exceptionHandler(broken -> done.tryFail("broke the connection: " + broken.getMessage()));
        Messages.receive(socket, () -> channel == null ? LENGTH_MAX : Channel.LENGTH_MAX, this::onMessage);
        long timer = vertx.setTimer(patience.toMillis(), late -> fail("did not say in time what it is"));
        first.run();
        return done.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private void onMessage(byte[] message) {
        if (channel != null) {
            channel.onMessage(message);
            return;
        }
        try (DataInputStream in = Messages.in(message)) {
            next.read(in);
        } catch (Refused refused) {
            done.tryFail(refused);
            socket.end().onFailure(gone -> socket.pause());
        } catch (IOException cutShort) {
            fail("sent no handshake of carillon loadtest");
        }
    }

    private void fail(String reason) {
        done.tryFail(reason);
        socket.close().onFailure(gone -> socket.pause());
    }

    private void succeed() {
        Channel authenticated = new Channel(socket);
        channel = authenticated;
        done.complete(authenticated);
    }

    // ---- at the side that accepts

    private void hello() {
        next = this::admit;
        send(out -> {
            out.writeUTF(MARK);
            out.writeUTF(version);
            out.write(ours);
        });
    }

    private void admit(DataInputStream in) throws IOException {
        try {
            requireVersion("the leader of the run", in.readUTF());
            theirs = in.readNBytes(NUMBER_BYTES);
            requireProof(in, CONNECTING);
        } catch (Refused refused) {
            send(out -> out.writeUTF(String.valueOf(refused.getMessage())));
            throw refused;
        }
        send(out -> {
            out.writeUTF("");
            out.write(secret.proof(ACCEPTING, ours, theirs, ChannelTls.binding(socket)));
        });
        succeed();
    }

    // ---- at the side that connects

    private void answer(DataInputStream in) throws IOException {
        if (!in.readUTF().equals(MARK)) {
            throw new Refused("is no agent of carillon loadtest");
        }
        requireVersion("the agent", in.readUTF());
        theirs = in.readNBytes(NUMBER_BYTES);
        next = this::conclude;
        send(out -> {
            out.writeUTF(version);
            out.write(ours);
            out.write(secret.proof(CONNECTING, ours, theirs, ChannelTls.binding(socket)));
        });
    }

    private void conclude(DataInputStream in) throws IOException {
        String failure = in.readUTF();
        if (!failure.isEmpty()) {
            throw new Refused("says: " + Words.printable(failure));
        }
        requireProof(in, ACCEPTING);
        succeed();
    }

    // ---- at both

    private void requireVersion(String what, String has) throws Refused {
        if (!has.equals(version)) {
            throw new Refused("%s must be of the same version: expected %s, was %s".formatted(what, version, Words.printable(has)));
        }
    }

    private void requireProof(DataInputStream in, String role) throws IOException {
        if (!secret.isProof(in.readAllBytes(), role, theirs, ours, ChannelTls.binding(socket))) {
            throw new Refused("the secret must be the same on both sides, and was not");
        }
    }

    private void send(Writing message) {
        socket.write(Messages.message(message)).onFailure(done::tryFail);
    }
}
