package dev.carillon.server;

import dev.carillon.config.CompressionChoice;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.PingChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.StopSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** The real service on free ports, for one test or many. */
final class TestService implements AutoCloseable {
    final Service service;
    private final Optional<SSLContext> tls;
    private final HttpClient http;

    TestService(ServiceSettings settings) {
        this(settings, Optional.empty());
    }

    /**
     * @param tls for clients of a service with TLS
     */
    TestService(ServiceSettings settings, Optional<SSLContext> tls) {
        this.tls = tls;
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        tls.ifPresent(builder::sslContext);
        http = builder.build();
        service = await(Service.start(settings).toCompletionStage());
    }

    static TestService on(LaneChoice lane) {
        return new TestService(settings(lane, 1, SocketSettings.defaults()));
    }

    static ServiceSettings settings(LaneChoice lane, int loops, SocketSettings sockets) {
        return ServiceSettings.defaults()
                .with(new Listening("127.0.0.1", 0, 0))
                .withLoops(loops)
                .with(lane)
                .with(sockets)
                .with(new StopSettings(Duration.ZERO, Duration.ofMillis(100)));
    }

    static SocketSettings sockets(Duration idleTimeout, PingChoice pings, int maxMessageBytes) {
        return new SocketSettings(
                idleTimeout, pings, maxMessageBytes, maxMessageBytes, 1 << 20, 128, CompressionChoice.ON, 256 << 10);
    }

    int port() {
        return service.port();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(port(), path)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> manage(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.managementPort() + path))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> publish(String topic, String body) throws IOException, InterruptedException {
        return publish(topic, "text/plain", body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> publish(String topic, String contentType, byte[] body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(port(), "/topics/" + topic))
                        .header("content-type", contentType)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The value of one line of the metrics; 0 if there is none. */
    double metric(String line) throws IOException, InterruptedException {
        return manage("/metrics")
                .body()
                .lines()
                .filter(text -> text.startsWith(line + " "))
                .mapToDouble(text -> Double.parseDouble(text.substring(line.length() + 1)))
                .sum();
    }

    boolean isEncrypted() {
        return tls.isPresent();
    }

    /** A client without a handshake. */
    RawClient client(int receiveBuffer) throws IOException {
        return new RawClient(port(), receiveBuffer, tls);
    }

    /** A client after its handshake at {@code path}. */
    RawClient open(String path) throws IOException {
        return RawClient.open(client(0), path, "");
    }

    private URI uri(int port, String path) {
        return URI.create((tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port + path);
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(service.stop().toCompletionStage());
    }
}
