package dev.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.server.Service;
import dev.carillon.server.TestCertificates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code carillon subscribe} and {@code carillon publish} against a real service. */
@Timeout(60)
class SubscribeTest {
    @TempDir
    private static Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpClient http = HttpClient.newHttpClient();
    private @Nullable Service service;
    private String url = "";

    private void serve(ServiceSettings settings, String scheme) {
        service = Service.start(settings.with(new Listening("127.0.0.1", 0, 0))
                        .with(new StopSettings(Duration.ZERO, Duration.ofMillis(100))))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        url = scheme + "://127.0.0.1:" + service.port();
    }

    @AfterEach
    void stop() {
        http.close();
        if (service != null) {
            service.stop().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void garbageCollectionsEndNeitherASubscriptionNorAPublication() throws Exception {
        serve(ServiceSettings.defaults(), "http");
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

    @Test
    void aServiceWithTlsIsTrustedOnlyWithTheAuthorityOfItsCertificate() throws Exception {
        TestCertificates own = TestCertificates.in(folder, "own");
        TestCertificates other = TestCertificates.in(folder, "other");
        http = HttpClient.newBuilder().sslContext(own.trusted()).build();
        serve(ServiceSettings.defaults().with(own.settings()), "https");
        String wss = url.replace("https", "wss");

        assertHears("--url", wss, "--ca", own.certificate().toString());
        assertHears("--url", url, "--insecure");
        assertBelievesNot("--url", wss);
        assertBelievesNot("--url", wss, "--ca", other.certificate().toString());
    }

    private void assertHears(String... believing) throws Exception {
        String said = "to whom said " + String.join(" ", believing);
        List<String> subscribe = new ArrayList<>(List.of(believing));
        subscribe.addAll(List.of("--count", "1", "news.*"));
        CompletableFuture<Integer> subscribed =
                CompletableFuture.supplyAsync(() -> run(new Subscribe(), subscribe.toArray(String[]::new)));
        while (!get("/topics/news.today").contains("\"subscribers\":1") && !subscribed.isDone()) {
            Thread.onSpinWait();
        }
        List<String> publish = new ArrayList<>(List.of(believing));
        publish.addAll(List.of("news.today", said));
        StringWriter published = new StringWriter();
        assertThat(new CommandLine(new Publish())
                        .setOut(new PrintWriter(published))
                        .execute(publish.toArray(String[]::new)))
                .isZero();
        assertThat(subscribed.get()).as(err.toString()).isZero();
        assertThat(out.toString().lines()).last().isEqualTo("news.today\t" + said);
    }

    private void assertBelievesNot(String... believing) {
        List<String> subscribe = new ArrayList<>(List.of(believing));
        subscribe.add("news.*");
        assertThat(run(new Subscribe(), subscribe.toArray(String[]::new))).isEqualTo(1);
        assertThat(err.toString().lines()).last().asString().startsWith("cannot subscribe at " + url + ": ");
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
