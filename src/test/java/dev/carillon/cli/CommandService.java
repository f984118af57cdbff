package dev.carillon.cli;

import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.server.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A real service for the commands, and a client that is independent of them. */
final class CommandService implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Service service;

    private CommandService(int port) {
        service = Service.start(ServiceSettings.defaults()
                        .with(new Listening("127.0.0.1", port, 0))
                        .with(new StopSettings(Duration.ZERO, Duration.ofMillis(100))))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static CommandService start() {
        return new CommandService(0);
    }

    /** A service at the port of one that has stopped. */
    static CommandService startAt(int port) {
        return new CommandService(port);
    }

    int port() {
        return service.port();
    }

    int managementPort() {
        return service.managementPort();
    }

    String url() {
        return "http://127.0.0.1:" + service.port();
    }

    void publish(String topic, String contentType, byte[] body) throws IOException, InterruptedException {
        int status = http.send(
                        HttpRequest.newBuilder(URI.create(url() + "/topics/" + topic))
                                .header("Content-Type", contentType)
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
        if (status != 202) {
            throw new AssertionError("expected 202, but was " + status);
        }
    }

    @Override
    public void close() {
        http.close();
        service.stop().toCompletionStage().toCompletableFuture().join();
    }
}
