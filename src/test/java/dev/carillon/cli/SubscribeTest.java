package dev.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.server.Service;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code carillon subscribe} and {@code carillon publish} against a real service. */
@Timeout(60)
class SubscribeTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Service service;
    private String url;

    @BeforeEach
    void start() {
        service = Service.start(ServiceSettings.defaults()
                        .with(new Listening("127.0.0.1", 0, 0))
                        .with(new StopSettings(Duration.ZERO, Duration.ofMillis(100))))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        url = "http://127.0.0.1:" + service.port();
    }

    @AfterEach
    void stop() {
        service.stop().toCompletionStage().toCompletableFuture().join();
        http.close();
    }

    @Test
    void collectionsOfGarbageEndNeitherASubscriptionNorAPublication() throws Exception {
        CompletableFuture<Integer> subscribed =
                CompletableFuture.supplyAsync(() -> run(new Subscribe(), "--url", url, "--count", "20", "news.*"));
        while (!get("/topics/news.today").contains("\"subscribers\":1") && !subscribed.isDone()) {
            System.gc();
        }
        StringWriter published = new StringWriter();
        for (int i = 0; i < 20; i++) {
            System.gc();
            assertThat(new CommandLine(new Publish())
                            .setOut(new PrintWriter(published))
                            .execute("--url", url, "news.today", "hello " + i))
                    .isZero();
        }

        assertThat(subscribed.get()).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .hasSize(20)
                .startsWith("news.today\thello 0")
                .endsWith("news.today\thello 19");
    }

    private int run(Object command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
                .body();
    }
}
