package dev.carillon.loadtest.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.Version;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.wire.Records;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of an agent, the shares of its workers, and its answer to a leader. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AgentTest {
    private static final Secret SECRET = Secret.of("a test", "sixteen or more characters");

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient(ChannelTls.connecting());
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
    void bytesThatAreNotAPlanAreRefused() {
        assertThat(answerTo("loadtest serve".getBytes(UTF_8)))
                .isEqualTo(
                        "its worker ended with exit code 2: expected a text of at most 1048576 bytes, but was 1819238756");
    }

    @Test
    void anAddressOtherThanLoopbackNeedsASecret() {
        assertThatThrownBy(() -> new Agent.Settings(
                        new AgentAddress("0.0.0.0", 1), Secret.NONE, Optional.empty(), Optional.empty(), "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "expected --listen to be a loopback address, or a secret by --secret-file, since every program"
                                + " that reaches the port can make this machine open connections, but was 0.0.0.0:1");
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
    void anAddressIsReadAsAHostAndAPort(String text, String host, int port) {
        assertThat(AgentAddress.of("--agents", text)).isEqualTo(new AgentAddress(host, port));
    }

    @ParameterizedTest
    @CsvSource({"''", ":1", "a:b", "a:1:2", "a:70000", "[::1", "http://a"})
    void anInvalidAddressIsRefused(String text) {
        assertThatThrownBy(() -> AgentAddress.of("--agents", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--agents must be HOST:PORT such as 10.0.0.11:8082, was '" + text + "'");
    }

    @Test
    void workersOfAllAgentsOnAHostDivideItsAddresses() {
        Distribution two = new Distribution(2, "a:1,b:1,a:2", Secret.NONE);

        assertThat(two.ofHost(two.agents().get(0), 1)).isEqualTo(new Share(1, 4));
        assertThat(two.ofHost(two.agents().get(1), 1)).isEqualTo(new Share(1, 2));
        assertThat(two.ofHost(two.agents().get(2), 0)).isEqualTo(new Share(2, 4));
    }

    private String answerTo(byte[] plan) {
        Share all = new Share(0, 1);
        WorkerRequest request = new WorkerRequest(all, all, all, 1, 1 << 28, "idle");
        Future<String> answer = connect(agent.port())
                .compose(channel -> channel.ask(
                        Request.START,
                        out -> {
                            Records.write(request, out);
                            out.write(plan);
                        },
                        in -> "accepted",
                        "not answered"));
        return answer.otherwise(Throwable::getMessage).await();
    }

    /** Opens a channel to an agent as a leader does, on an event loop. */
    private Future<Channel> connect(int port) {
        Promise<Channel> connected = Promise.promise();
        vertx.runOnContext(now -> client.connect(port, "127.0.0.1")
                .compose(socket -> ChannelHandshake.connect(vertx, socket, SECRET, AgentLink.PATIENCE))
                .onComplete(connected));
        return connected.future();
    }
}
