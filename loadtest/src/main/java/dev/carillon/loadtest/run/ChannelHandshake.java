package dev.carillon.loadtest.run;

import dev.carillon.config.Version;
import dev.carillon.loadtest.connect.ServerText;
import dev.carillon.loadtest.run.Messages.Writing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The handshake in which both sides of a new connection prove that they have the secret. Each side sends its version
 * and a random number. Then the connecting side sends a proof, which depends on the secret, both numbers, and a value
 * that TLS has for this connection only. If this proof is right, the accepting side sends its own. A program that
 * relays messages between two connections has different TLS values, and the proofs in recorded messages are for other
 * numbers. Until its proof is checked, the other side is not trusted: its messages must be short, and its text is never
 * shown as it was received.
 */
final class ChannelHandshake {
    /** The most bytes of a message, enough for two short texts and a number, or for a proof. */
    static final int LENGTH_MAX = 1024;

    private static final String MARK = "carillon-loadtest";
    private static final int NUMBER_BYTES = 16;

    private final NetSocket socket;
    private final Role role;
    private final Secret secret;
    private final String version;
    private final byte[] ours = SecureRandom.getSeed(NUMBER_BYTES);
    private final Promise<Channel> done = Promise.promise();
    private byte[] theirs = {};
    private @Nullable Channel channel;

    private enum Role {
        CONNECTING,
        ACCEPTING;

        Role other() {
            return this == CONNECTING ? ACCEPTING : CONNECTING;
        }

        /** The name of the program on this side, for error messages. */
        String subject() {
            return this == CONNECTING ? "the leader of the run" : "the agent";
        }
    }

    /** The other side has another version or another secret. The message is sent to it. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason);
        }
    }

    private ChannelHandshake(NetSocket socket, Role role, Secret secret, String version) {
        this.socket = socket;
        this.role = role;
        this.secret = secret;
        this.version = version;
    }

    /** Does the handshake on the connecting side. Fails with the reason if there is no channel. */
    static Future<Channel> connect(Vertx vertx, NetSocket socket, Secret secret, Duration patience) {
        return new ChannelHandshake(socket, Role.CONNECTING, secret, Version.current()).run(vertx, patience);
    }

    /** Does the handshake on the accepting side, whose program has this {@code version}. Fails with the reason. */
    static Future<Channel> accept(Vertx vertx, NetSocket socket, Secret secret, String version, Duration patience) {
        return new ChannelHandshake(socket, Role.ACCEPTING, secret, version).run(vertx, patience);
    }

    private Future<Channel> run(Vertx vertx, Duration patience) {
        socket.closeHandler(closed -> done.tryFail("closed the connection during the handshake"));
        // The close handler is called next.
        socket.exceptionHandler(broken -> done.tryFail("broke the connection: " + broken.getMessage()));
        Messages.receive(socket, () -> channel == null ? LENGTH_MAX : Channel.LENGTH_MAX, this::onMessage);
        long timer = vertx.setTimer(patience.toMillis(), late -> fail("did not complete the handshake in time"));
        send(out -> {
            out.writeUTF(MARK);
            out.writeUTF(version);
            out.write(ours);
        });
        return done.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private void onMessage(byte[] message) {
        if (channel != null) {
            channel.onMessage(message);
            return;
        }
        if (done.future().isComplete()) {
            return;
        }
        try (DataInputStream in = Messages.in(message)) {
            if (theirs.length == 0) {
                onHello(in);
            } else {
                onProof(in);
            }
        } catch (Refused refused) {
            send(out -> out.writeUTF(String.valueOf(refused.getMessage())));
            fail(String.valueOf(refused.getMessage()));
        } catch (IOException cutShort) {
            fail("sent no handshake of carillon loadtest");
        }
    }

    private void onHello(DataInputStream in) throws IOException {
        if (!in.readUTF().equals(MARK)) {
            throw new IOException("expected " + MARK);
        }
        String has = in.readUTF();
        if (!has.equals(version)) {
            throw new Refused("%s must be of the same version: expected %s, was %s"
                    .formatted(role.other().subject(), version, ServerText.printable(has)));
        }
        byte[] number = new byte[NUMBER_BYTES];
        in.readFully(number);
        theirs = number;
        if (role == Role.CONNECTING) {
            prove();
        }
    }

    private void onProof(DataInputStream in) throws IOException {
        String failure = in.readUTF();
        if (!failure.isEmpty()) {
            fail("says: " + ServerText.printable(failure));
            return;
        }
        byte[] expected = secret.proof(role.other().name(), theirs, ours, ChannelTls.binding(socket));
        if (!MessageDigest.isEqual(in.readAllBytes(), expected)) {
            throw new Refused("the secret must be the same on both sides, but was different");
        }
        if (role == Role.ACCEPTING) {
            prove();
        }
        Channel authenticated = new Channel(socket);
        channel = authenticated;
        done.complete(authenticated);
    }

    private void prove() {
        send(out -> {
            out.writeUTF("");
            out.write(secret.proof(role.name(), ours, theirs, ChannelTls.binding(socket)));
        });
    }

    private void fail(String reason) {
        done.tryFail(reason);
        socket.end().onFailure(gone -> socket.pause());
    }

    private void send(Writing message) {
        socket.write(Messages.message(message)).onFailure(done::tryFail);
    }
}
