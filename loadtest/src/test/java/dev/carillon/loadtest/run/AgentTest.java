package dev.carillon.loadtest.run;

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
import io.vertx.core.net.NetSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an agent does for whom. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AgentTest {
    private static final Secret SECRET = Secret.of("a test", "sixteen or more characters");

    private final Vertx vertx = Vertx.vertx();
    private final Agent agent = Agent.start(
            new Agent.Settings(
                    new AgentAddress("127.0.0.1", 0), SECRET, Optional.empty(), Optional.empty(), Version.current()),
            line -> {});

    @AfterEach
    void end() {
        agent.close();
        vertx.close().await();
    }

    @Test
    void aStrangerWhoProvesNothingGetsNothingDone() {
        Stranger stranger = new Stranger();
        stranger.say(out -> {
            out.writeInt(0);
            out.writeUTF("PLAY");
        });

        stranger.gone().await();
        assertThat(stranger.heard).hasSize(2);
        assertThat(stranger.heard.getLast())
                .asString(UTF_8)
                .contains("the leader of the run must be of the same version: expected " + Version.current());
    }

    @Test
    void aStrangersLongMessageIsNotAwaited() {
        Stranger stranger = new Stranger();
        stranger.send(Buffer.buffer().appendInt(AgentHandshake.LENGTH_MAX + 1));

        stranger.gone().await();
        assertThat(stranger.heard).hasSize(1);
    }

    @Test
    void theProofOfOneConnectionIsNoneOnAnother() throws IOException {
        Stranger eavesdropped = new Stranger();
        Writing proof = new AgentHandshake(SECRET).answer(Messages.in(eavesdropped.hello()));
        eavesdropped.say(proof);
        assertThat(Messages.in(eavesdropped.next().await()).readUTF()).isEmpty();

        Stranger thief = new Stranger();
        thief.hello();
        thief.say(proof);
        assertThat(Messages.in(thief.next().await()).readUTF())
                .isEqualTo("the secret must be the same on both sides, and was not");
        thief.gone().await();
    }

    @Test
    void nothingButAPlanIsCarriedOut() throws IOException {
        assertThat(answerTo("loadtest serve".getBytes(UTF_8)))
                .isEqualTo(
                        "its worker ended with exit code 2: expected a text of at most 1048576 bytes, but was 1819238756");
    }

    @Test
    void onlyLoopbackDoesWithoutASecret() {
        assertThatThrownBy(() -> new Agent.Settings(
                        new AgentAddress("0.0.0.0", 1), Secret.NONE, Optional.empty(), Optional.empty(), "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "expected --listen to be a loopback address, or a secret by --secret-file, since every program"
                                + " that reaches the port can have this machine open connections, but was 0.0.0.0:1");
        assertThat(new Agent.Settings(new AgentAddress("0.0.0.0", 1), SECRET, Optional.empty(), Optional.empty(), "1")
                        .secret())
                .isEqualTo(SECRET);
        assertThat(new Agent.Settings(new AgentAddress("::1", 1), Secret.NONE, Optional.empty(), Optional.empty(), "1")
                        .listen())
                .hasToString("[::1]:1");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:9, 10.0.0.1, 9",
        "here, here, 8082",
        "[fe80::1]:7, fe80::1, 7",
        "[::1], ::1, 8082",
    })
    void anAddressIsAHostAndAPort(String text, String host, int port) {
        assertThat(AgentAddress.of("--agents", text)).isEqualTo(new AgentAddress(host, port));
    }

    @ParameterizedTest
    @CsvSource({"''", ":1", "a:b", "a:1:2", "a:70000", "[::1", "http://a"})
    void anythingElseIsNone(String text) {
        assertThatThrownBy(() -> AgentAddress.of("--agents", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--agents must be HOST:PORT such as 10.0.0.11:8082, was '" + text + "'");
    }

    @Test
    void workersOfOneHostHaveSeatsAmongThemselves() {
        Agents agents = Agents.of("a:1,b:1,a:2", Secret.NONE);

        assertThat(agents.seat(agents.addresses().get(0), 1, 2)).isEqualTo(new Share(1, 4));
        assertThat(agents.seat(agents.addresses().get(1), 1, 2)).isEqualTo(new Share(1, 2));
        assertThat(agents.seat(agents.addresses().get(2), 0, 2)).isEqualTo(new Share(2, 4));
    }

    // ---- whoever comes

    private String answerTo(byte[] plan) throws IOException {
        Stranger leader = new Stranger();
        leader.say(new AgentHandshake(SECRET).answer(Messages.in(leader.hello())));
        leader.next().await();
        leader.say(out -> {
            out.writeInt(5);
            out.writeUTF("PLAY");
            Share all = new Share(0, 1);
            Records.write(new WorkerRequest(all, all, all, 1, 1 << 28, "idle"), out);
            out.write(plan);
        });
        try (DataInputStream in = Messages.in(leader.next().await())) {
            assertThat(in.readInt()).isEqualTo(5);
            return in.readUTF();
        }
    }

    /** A connection to the agent, on a loop of its own. */
    private final class Stranger {
        private final List<byte[]> heard = new ArrayList<>();
        private final Promise<Void> gone = Promise.promise();
        private final NetClient client = vertx.createNetClient();
        private final NetSocket socket;
        private Promise<byte[]> awaited = Promise.promise();
        private int taken;

        Stranger() {
            // On the loop, where nothing can come before there is somebody to hear it.
            this.socket = Future.<NetSocket>future(
                            connected -> vertx.runOnContext(now -> connect().onComplete(connected)))
                    .await();
        }

        private Future<NetSocket> connect() {
            return client.connect(agent.port(), "127.0.0.1").onSuccess(open -> {
                open.closeHandler(closed -> gone.tryComplete());
                Messages.hear(open, this::hear);
            });
        }

        private synchronized void hear(byte[] message) {
            heard.add(message);
            Promise<byte[]> waiting = awaited;
            awaited = Promise.promise();
            waiting.complete(message);
        }

        synchronized Future<byte[]> next() {
            return taken < heard.size()
                    ? Future.succeededFuture(heard.get(taken++))
                    : awaited.future().onSuccess(message -> taken++);
        }

        byte[] hello() {
            return next().await();
        }

        Future<Void> gone() {
            return gone.future();
        }

        void say(Writing message) {
            send(Messages.message(message));
        }

        void send(Buffer bytes) {
            socket.write(bytes).await();
        }
    }
}
