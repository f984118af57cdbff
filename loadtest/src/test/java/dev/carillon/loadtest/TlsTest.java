package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over TLS, against a server with a self-signed certificate for 127.0.0.1. */
class TlsTest {
    @TempDir
    private static Path keys;

    private static final Vertx VERTX = Vertx.vertx();
    private static final Set<ServerWebSocket> OPEN = ConcurrentHashMap.newKeySet();
    private static final Set<HttpServerResponse> STREAMS = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger POSTS = new AtomicInteger();
    private static String url = "";

    @TempDir
    private Path directory;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1");
        keytool(
                "-exportcert",
                "-alias",
                "server",
                "-rfc",
                "-file",
                keys.resolve("server.pem").toString());
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(keys.resolve("server.p12").toString())
                        .setPassword("password"));
        HttpServer server = VERTX.createHttpServer(options)
                .webSocketHandler(TlsTest::welcome)
                .requestHandler(request -> {
                    if (request.method().equals(HttpMethod.GET)) {
                        stream(request.response());
                    } else {
                        request.bodyHandler(body -> publish(request, body));
                    }
                });
        server.listen(0, "127.0.0.1").await();
        url = "wss://127.0.0.1:" + server.actualPort() + "/";
    }

    @AfterAll
    static void stopServer() {
        VERTX.close().await();
    }

    private static void welcome(ServerWebSocket socket) {
        OPEN.add(socket);
        socket.closeHandler(closed -> OPEN.remove(socket));
        socket.textMessageHandler(text -> socket.writeTextMessage(text).onFailure(gone -> socket.pause()));
    }

    private static void stream(HttpServerResponse response) {
        STREAMS.add(response);
        response.closeHandler(closed -> STREAMS.remove(response));
        response.exceptionHandler(lost -> STREAMS.remove(response));
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .write(": welcome\n\n")
                .onFailure(gone -> STREAMS.remove(response));
    }

    private static void publish(HttpServerRequest request, Buffer body) {
        POSTS.incrementAndGet();
        OPEN.forEach(socket -> socket.writeTextMessage(body.toString()).onFailure(gone -> socket.pause()));
        STREAMS.forEach(stream -> stream.write("data: " + body + "\n\n").onFailure(gone -> STREAMS.remove(stream)));
        request.response().setStatusCode(202).end().onFailure(gone -> request.pause());
    }

    @Test
    void publishersByHttpAcceptTheSameCertificate() throws IOException {
        JsonObject fanout = fanout(
                        ExitCode.PASSED, "--ca", keys.resolve("server.pem").toString())
                .getJsonObject("fanout");

        assertThat(fanout.getInteger("published")).isEqualTo(10);
        assertThat(fanout.getInteger("delivered")).isEqualTo(20);
        assertThat(fanout(ExitCode.PASSED, "--insecure").getJsonObject("fanout").getInteger("delivered"))
                .isEqualTo(20);
    }

    @Test
    void eventStreamsAcceptTheSameCertificate() throws IOException {
        JsonObject report = fanout(ExitCode.PASSED, url.replace("wss:", "https:"), "--sse", "--insecure");

        assertThat(report.getJsonObject("fanout").getInteger("delivered")).isEqualTo(20);
        assertThat(report.getJsonObject("plan").getString("target")).startsWith("https://127.0.0.1:");
    }

    @Test
    void aCertificateForAnotherNameIsRefusedBeforeAnythingIsSent() throws IOException {
        // The certificate is for 127.0.0.1 only.
        int before = POSTS.get();
        JsonObject report = fanout(
                ExitCode.FAILED,
                url.replace("127.0.0.1", "localhost"),
                "--ca",
                keys.resolve("server.pem").toString());

        assertThat(report.getJsonObject("opening").getJsonObject("failures").getMap())
                .hasSize(1)
                .allSatisfy((failure, count) -> assertThat(failure).contains("No name matching localhost found"));
        assertThat(POSTS.get()).isEqualTo(before);
    }

    private JsonObject fanout(ExitCode expected, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("fanout"));
        if (!more[0].contains("://")) {
            arguments.add(url);
        }
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("-c", "2", "--publish-http", "/", "--publish-rate", "20/s"));
        arguments.addAll(List.of("--warm-up", "0", "--duration", "500ms"));
        return new Tester(directory).run(expected, arguments.toArray(String[]::new));
    }

    @Test
    void aCertificateGivenWithCaIsAccepted() throws IOException {
        JsonObject echo =
                echo(ExitCode.PASSED, "--ca", keys.resolve("server.pem").toString());

        assertThat(echo.getJsonObject("echo").getInteger("echoed")).isEqualTo(20);
        assertThat(echo.getJsonObject("tester").getString("lane")).isEqualTo("channel");
    }

    @Test
    void anyCertificateIsAcceptedWithInsecure() throws IOException {
        assertThat(echo(ExitCode.PASSED, "--insecure").getJsonObject("echo").getInteger("echoed"))
                .isEqualTo(20);
    }

    @Test
    void anUnknownCertificateIsRefusedByDefault() throws IOException {
        JsonObject failures = echo(ExitCode.FAILED).getJsonObject("opening").getJsonObject("failures");

        assertThat(failures.getMap())
                .as("one try of each client: the next would end in the same way")
                .hasSize(1)
                .containsValue(4)
                .allSatisfy(
                        (failure, count) -> assertThat(failure)
                                .startsWith("TLS failed (its certificate is not accepted: ")
                                .endsWith(
                                        "; give --ca FILE with its signer's certificate and a name that it is for, or --insecure)"));
    }

    private JsonObject echo(ExitCode expected, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("echo", url, "-c", "4", "--message-rate", "40/s"));
        arguments.addAll(List.of("--warm-up", "0", "--duration", "500ms"));
        arguments.addAll(List.of(more));
        return new Tester(directory).run(expected, arguments.toArray(String[]::new));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", keys.resolve("server.p12").toString(), "-storepass", "password"));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
