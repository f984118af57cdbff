package dev.carillon.loadtest.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.Version;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.run.Messages.Writing;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake before a connection is a channel, and the protection of channels from others on the network. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChannelTest {
    private static final Secret SECRET = Secret.of("a test", "sixteen or more characters");
    private static final Secret ANOTHER = Secret.of("a test", "other sixteen characters");
    private static final String REFUSAL = "the secret must be the same on both sides, but was different";

    private static final byte[] NUMBER = "sixteen bytes of".getBytes(UTF_8);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Vertx vertx = Vertx.vertx();
    private final NetClient tls = vertx.createNetClient(ChannelTls.connecting());
    private final NetClient plain = vertx.createNetClient();
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private Agent agent = agent(AgentLink.PATIENCE);

    @AfterEach
    void end() {
        agent.close();
        vertx.close().await();
    }

    // ---- the proof of the secret

    @Test
    void aLeaderWithTheSecretIsAnswered() {
        assertThat(clockOf(agent.port()).await()).isPresent();
        assertThat(log).isEmpty();
    }

    @Test
    void aLeaderWithAnotherSecretIsRefusedAndItsRefusalIsLogged() throws InterruptedException {
        assertThatThrownBy(() -> connect(agent.port(), ANOTHER).await()).hasMessage("says: " + REFUSAL);
        assertThat(log.take()).matches("refused 127\\.0\\.0\\.1:\\d+: " + REFUSAL);
    }

    @Test
    void aLeaderRefusesAnAgentThatDoesNotProveTheSecret() {
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        Promise<Void> gone = Promise.promise();
        NetServer impostor = vertx.createNetServer(ChannelTls.accepting(PATIENCE))
                .connectHandler(socket -> {
                    socket.closeHandler(closed -> gone.complete());
                    Messages.receive(socket, () -> Channel.LENGTH_MAX, message -> {
                        received.add(message);
                        if (received.size() == 2) {
                            send(socket, out -> {
                                out.writeUTF("");
                                out.write(new byte[32]);
                            });
                        }
                    });
                    send(socket, hello(Version.current()));
                });
        int port = listen(impostor);

        assertThatThrownBy(() -> clockOf(port).await()).hasMessage(REFUSAL);
        gone.future().await();
        assertThat(received).hasSize(3);
        assertThat(received.stream().skip(2).toList().getFirst())
                .asString(UTF_8)
                .contains(REFUSAL);
    }

    @Test
    void aPeerWithoutAHandshakeReceivesNoAnswer() throws InterruptedException {
        Peer peer = new Peer(tls);
        peer.next();
        peer.send(ChannelTest::start);

        peer.gone().await();
        assertThat(peer.received).isEmpty();
        assertThat(log.take()).endsWith("sent no handshake of carillon loadtest");
    }

    @Test
    void aRequestInPlaceOfTheProofIsRefused() {
        Peer peer = new Peer(tls);
        peer.next();
        peer.send(hello(Version.current()));
        peer.send(ChannelTest::start);

        assertThat(peer.next()).asString(UTF_8).contains(REFUSAL);
        peer.gone().await();
        assertThat(peer.received).isEmpty();
    }

    @Test
    void aPeerOfAnotherVersionIsRefused() {
        Peer peer = new Peer(tls);
        peer.next();
        peer.send(hello("0.0.1-before"));

        assertThat(peer.next())
                .asString(UTF_8)
                .contains("the leader of the run must be of the same version: expected " + Version.current()
                        + ", was 0.0.1-before");
        peer.gone().await();
    }

    @Test
    void controlCharactersFromARefusedPeerAreEscapedInTheLog() throws InterruptedException {
        Peer peer = new Peer(tls);
        peer.next();
        peer.send(hello("1\n\u001b[2Jagent: all is well"));

        assertThat(log.take())
                .endsWith(": the leader of the run must be of the same version: expected " + Version.current()
                        + ", was 1\\u000a\\u001b[2Jagent: all is well");
    }

    @Test
    void aLongMessageBeforeTheProofClosesTheConnection() {
        Peer peer = new Peer(tls);
        peer.next();
        peer.send(Buffer.buffer().appendInt(ChannelHandshake.LENGTH_MAX + 1));

        peer.gone().await();
        assertThat(peer.received).isEmpty();
    }

    @Test
    void aProofIsNotValidOnAnotherConnection() throws IOException {
        Peer recorded = new Peer(tls);
        Writing proof = proofFor(recorded, ChannelTls.binding(recorded.socket));
        recorded.send(hello(Version.current()));
        recorded.send(proof);
        assertThat(Messages.in(recorded.next()).readUTF()).isEmpty();

        Peer again = new Peer(tls);
        again.next();
        again.send(hello(Version.current()));
        again.send(proof);
        assertThat(Messages.in(again.next()).readUTF()).isEqualTo(REFUSAL);
        again.gone().await();
    }

    @Test
    void aProofThatIsNotBoundToItsConnectionIsRefused() throws IOException {
        Peer unbound = new Peer(tls);
        Writing proof = proofFor(unbound, new byte[0]);
        unbound.send(hello(Version.current()));
        unbound.send(proof);

        assertThat(Messages.in(unbound.next()).readUTF()).isEqualTo(REFUSAL);
        unbound.gone().await();
    }

    // ---- others on the network

    @Test
    void aRelayThatTerminatesTlsIsRefused() throws InterruptedException {
        Relay relay = new Relay(ChannelTls.accepting(PATIENCE), tls);

        assertThatThrownBy(() -> clockOf(relay.port).await()).hasMessage("says: " + REFUSAL);
        assertThat(log.take()).endsWith(REFUSAL);
        assertThat(relay.passed.toString(ISO_8859_1)).contains("carillon-loadtest", Version.current());
    }

    @Test
    void aRelayOfEncryptedBytesCannotReadThem() {
        Relay relay = new Relay(new NetServerOptions(), plain);
        Share all = new Share(0, 1);
        Future<String> answer = connect(relay.port, SECRET)
                .compose(channel -> channel.ask(
                        Request.START,
                        out -> {
                            Records.write(new WorkerRequest(all, all, all, 1, 1 << 28, "a readable word"), out);
                            out.write("a readable token".getBytes(UTF_8));
                        },
                        in -> "accepted",
                        "not answered"));

        assertThat(answer.otherwise(Throwable::getMessage).await()).startsWith("its worker ended with exit code 2");
        assertThat(relay.passed.length()).isGreaterThan(1000);
        assertThat(relay.passed.toString(ISO_8859_1)).doesNotContain("readable", "carillon-loadtest", "START");
    }

    @Test
    void aByteThatIsChangedInTransitClosesTheChannel() {
        Relay relay = new Relay(new NetServerOptions(), plain);
        Channel channel = connect(relay.port, SECRET).await();
        relay.damages = true;

        assertThat(clockOf(channel).await()).isEmpty();
        channel.ended().await();
    }

    // ---- peers that are not leaders

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u0000\u0000\u0000\u0004\u0000\u0002ab", "16030300ff01ff"})
    void aConnectionWithoutTlsIsRefusedAndTheNextIsAnswered(String text) throws InterruptedException {
        Peer garbage = new Peer(plain);
        garbage.send(
                text.startsWith("16") ? Buffer.buffer(HexFormat.of().parseHex(text.repeat(40))) : Buffer.buffer(text));

        garbage.gone().await();
        assertThat(log.take()).isEqualTo("refused a connection: TLS was not established");
        assertThat(clockOf(agent.port()).await()).isPresent();
    }

    @Test
    void aMegabyteOfPlainTextIsRefused() {
        Peer garbage = new Peer(plain);
        garbage.send(Buffer.buffer("x".repeat(1 << 20)));

        garbage.gone().await();
        assertThat(clockOf(agent.port()).await()).isPresent();
    }

    @Test
    void aStalledPeerDelaysNoOtherAndTimesOut() throws InterruptedException {
        agent.close();
        agent = agent(PATIENCE);
        Peer silent = new Peer(plain);
        Peer inTls = new Peer(plain);
        inTls.send(Buffer.buffer(HexFormat.of().parseHex("1603010200010001fc0303")));
        Peer afterTls = new Peer(tls);
        Peer inMessage = new Peer(tls);
        inMessage.send(Buffer.buffer().appendInt(100).appendByte((byte) 0));

        assertThat(clockOf(agent.port()).await()).isPresent();
        assertThat(Future.any(silent.gone(), inTls.gone(), afterTls.gone(), inMessage.gone())
                        .isComplete())
                .isFalse();

        Future.all(silent.gone(), inTls.gone(), afterTls.gone(), inMessage.gone())
                .await();
        assertThat(Arrays.asList(log.take(), log.take(), log.take(), log.take()))
                .filteredOn(line -> line.endsWith("did not complete the handshake in time"))
                .hasSize(2);
    }

    // ---- agents, leaders and other peers

    private Agent agent(Duration patience) {
        return Agent.start(
                new Agent.Settings(
                        new AgentAddress("127.0.0.1", 0),
                        SECRET,
                        Optional.empty(),
                        Optional.empty(),
                        Version.current()),
                patience,
                log::add);
    }

    private Future<Optional<Long>> clockOf(int port) {
        return connect(port, SECRET).compose(ChannelTest::clockOf);
    }

    private static Future<Optional<Long>> clockOf(Channel channel) {
        return channel.ask(Request.CLOCK, Writing.NOTHING, in -> Optional.of(in.readLong()), Optional.<Long>empty());
    }

    private Future<Channel> connect(int port, Secret secret) {
        return onLoop(() -> tls.connect(port, "127.0.0.1")
                .compose(socket -> ChannelHandshake.connect(vertx, socket, secret, AgentLink.PATIENCE)));
    }

    /** The proof that a leader with the secret sends on a connection with this TLS {@code binding}. */
    private static Writing proofFor(Peer peer, byte[] binding) {
        byte[] hello = peer.next();
        byte[] theirs = Arrays.copyOfRange(hello, hello.length - NUMBER.length, hello.length);
        return out -> {
            out.writeUTF("");
            out.write(SECRET.proof("CONNECTING", NUMBER, theirs, binding));
        };
    }

    private static Writing hello(String version) {
        return out -> {
            out.writeUTF("carillon-loadtest");
            out.writeUTF(version);
            out.write(NUMBER);
        };
    }

    /** Writes a request for a worker. */
    private static void start(DataOutput out) throws IOException {
        out.writeInt(0);
        out.writeUTF("START");
    }

    private static void send(NetSocket socket, Writing message) {
        socket.write(Messages.message(message)).onFailure(gone -> socket.pause());
    }

    private static int listen(NetServer server) {
        return server.listen(0, "127.0.0.1").await().actualPort();
    }

    /** Runs {@code step} on an event loop: no message arrives before {@code step} has set the handler for it. */
    private <T> Future<T> onLoop(Supplier<Future<T>> step) {
        Promise<T> done = Promise.promise();
        vertx.runOnContext(now -> step.get().onComplete(done));
        return done.future();
    }

    /** A connection to the agent over which a test sends any bytes. */
    private final class Peer {
        private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        private final Promise<Void> gone = Promise.promise();
        private final NetSocket socket;

        Peer(NetClient client) {
            this.socket = onLoop(() -> client.connect(agent.port(), "127.0.0.1").onSuccess(open -> {
                        open.closeHandler(closed -> gone.tryComplete());
                        open.exceptionHandler(reset -> gone.tryComplete());
                        Messages.receive(open, () -> Channel.LENGTH_MAX, received::add);
                    }))
                    .await();
        }

        byte[] next() {
            try {
                return received.take();
            } catch (InterruptedException timeout) {
                throw new AssertionError(timeout);
            }
        }

        Future<Void> gone() {
            return gone.future();
        }

        void send(Writing message) {
            send(Messages.message(message));
        }

        void send(Buffer bytes) {
            socket.write(bytes).onFailure(reset -> gone.tryComplete());
        }
    }

    /** A relay between a leader and the agent. It records all bytes, and changes some if it {@code damages}. */
    private final class Relay {
        private final Buffer passed = Buffer.buffer();
        private final NetClient client;
        private final int port;
        private volatile boolean damages;

        Relay(NetServerOptions accepting, NetClient connecting) {
            this.client = connecting;
            this.port = listen(vertx.createNetServer(accepting).connectHandler(this::relay));
        }

        private void relay(NetSocket leader) {
            leader.pause();
            client.connect(agent.port(), "127.0.0.1")
                    .onSuccess(there -> {
                        leader.exceptionHandler(broken -> there.pause());
                        there.exceptionHandler(broken -> leader.pause());
                        pass(leader, there);
                        pass(there, leader);
                        leader.resume();
                    })
                    .onFailure(unreachable -> leader.pause());
        }

        private void pass(NetSocket from, NetSocket to) {
            from.handler(bytes -> {
                if (damages) {
                    bytes.setByte(bytes.length() - 1, (byte) ~bytes.getByte(bytes.length() - 1));
                }
                passed.appendBuffer(bytes);
                to.write(bytes).onFailure(gone -> from.pause());
            });
            from.closeHandler(closed -> to.end().onFailure(gone -> from.pause()));
        }
    }
}
