package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Version;
import dev.carillon.loadtest.run.Agent;
import dev.carillon.loadtest.run.AgentAddress;
import dev.carillon.loadtest.run.Secret;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections send the tokens of {@code --token-file}, and no report contains a token. */
class TokensLoadTest {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    /** Number of requests by method and credentials as they were sent; counted on the loop of the server. */
    private final Map<String, Integer> came = new ConcurrentHashMap<>();

    private String path = "/topics/t";
    private int status = 101;
    private HttpServer server;

    @BeforeEach
    void listen() {
        server = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("carillon.v1"))
                .webSocketHandshakeHandler(this::handshake)
                .webSocketHandler(socket -> socket.closeHandler(closed -> {}))
                .requestHandler(this::request)
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private void handshake(ServerWebSocketHandshake handshake) {
        came.merge("GET " + credentials(handshake.headers(), handshake.query()), 1, Integer::sum);
        (status == 101 ? handshake.accept() : handshake.reject(status)).onFailure(gone -> {});
    }

    private void request(HttpServerRequest request) {
        came.merge(request.method() + " " + credentials(request.headers(), request.query()), 1, Integer::sum);
        request.response().setStatusCode(202).end().onFailure(gone -> {});
    }

    private static String credentials(MultiMap headers, @Nullable String query) {
        return Optional.ofNullable(headers.get("Authorization"))
                .or(() -> Optional.ofNullable(headers.get("Sec-WebSocket-Protocol")))
                .or(() -> Optional.ofNullable(query))
                .orElse("nothing");
    }

    @Test
    void connectionsOfAllLoopsTakeTheTokensInTurn() throws IOException {
        idle(ExitCode.PASSED, "--token-file", tokens(), "--loops", "2");
        assertThat(came)
                .isEqualTo(Map.of("GET Bearer s3cret-a", 2, "GET Bearer s3cret-b", 2, "GET Bearer s3cret-c", 2));
    }

    @Test
    void aTokenCanBeSentInTheQueryOrAsASubprotocol() throws IOException {
        idle(ExitCode.PASSED, "--token-file", tokens(), "--token-in", "query");
        assertThat(came).isEqualTo(Map.of("GET token=s3cret-a", 2, "GET token=s3cret-b", 2, "GET token=s3cret-c", 2));
        came.clear();
        idle(ExitCode.PASSED, "--token-file", tokens(), "--token-in", "subprotocol", "--subprotocol", "carillon.v1");
        assertThat(came)
                .containsOnlyKeys(
                        "GET carillon.v1, bearer.s3cret-a",
                        "GET carillon.v1, bearer.s3cret-b",
                        "GET carillon.v1, bearer.s3cret-c");
    }

    @Test
    void noTokenIsSentWithoutATokenFile() throws IOException {
        idle(ExitCode.PASSED);
        assertThat(came).isEqualTo(Map.of("GET nothing", 6));
    }

    @Test
    void secretsOfTheCommandLineAreHiddenInTheReport() throws IOException {
        path = "/topics/t?token=s3cret-q&x=1";
        JsonObject report = run(
                ExitCode.PASSED,
                List.of("idle", "-c", "1"),
                "--header",
                "Authorization: Bearer s3cret-h",
                "--header=X-API-Key: s3cret-k",
                "--header",
                "X-Trace: told");
        assertThat(report.toString())
                .contains("?token=…&x=1", "'Authorization: …'", "'--header=X-API-Key: …'", "X-Trace: told");
    }

    @Test
    void publishersSendATokenToo() throws IOException {
        run(
                ExitCode.FAILED,
                List.of("fanout", "-c", "1", "--publishers", "2", "--publish-http", "/publish", "--drain", "100ms"),
                "--token-file",
                tokens(),
                "--token-in",
                "subprotocol");
        assertThat(came).containsOnlyKeys("GET bearer.s3cret-a", "POST Bearer s3cret-a", "POST Bearer s3cret-b");
    }

    @Test
    void anAgentSendsTheTokensOfItsFile() throws IOException {
        Agent agent = Agent.start(
                new Agent.Settings(
                        new AgentAddress("127.0.0.1", 0),
                        Secret.NONE,
                        Optional.empty(),
                        Optional.of(Path.of(tokens())),
                        Version.current()),
                line -> {});
        try {
            idle(ExitCode.PASSED, "--agents", "127.0.0.1:" + agent.port(), "--token-in", "query");
        } finally {
            agent.close();
        }
        assertThat(came).isEqualTo(Map.of("GET token=s3cret-a", 2, "GET token=s3cret-b", 2, "GET token=s3cret-c", 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429})
    void refusalsAreCountedByTheirStatus(int refusal) throws IOException {
        status = refusal;
        JsonObject report = idle(ExitCode.FAILED, "--token-file", tokens(), "--patience", "1s");
        assertThat(report.toString()).contains("but was HTTP/1.1 " + refusal);
    }

    private JsonObject idle(ExitCode expected, String... flags) throws IOException {
        return run(expected, List.of("idle", "-c", "6"), flags);
    }

    private JsonObject run(ExitCode expected, List<String> verb, String... flags) throws IOException {
        List<String> all = new ArrayList<>(verb);
        all.add("ws://127.0.0.1:" + server.actualPort() + path);
        all.addAll(List.of(flags));
        JsonObject report = new Tester(folder, "--duration", "200ms").run(expected, all.toArray(String[]::new));
        assertThat(report.toString()).doesNotContain("s3cret");
        return report;
    }

    private String tokens() throws IOException {
        return Files.writeString(folder.resolve("tokens"), "s3cret-a\ns3cret-b\ns3cret-c\n")
                .toString();
    }
}
