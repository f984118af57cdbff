package dev.carillon.routes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.Query;
import dev.carillon.log.HistoryBounds;
import dev.carillon.log.HistoryRules;
import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.log.Log;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.stats.NodeStats;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages for clients that do not read. */
@Timeout(30)
class MessagesRouteTest {
    private static final HistoryBounds ALL = new HistoryBounds(10, Long.MAX_VALUE, Duration.ZERO);
    private static final TopicPattern TOPIC = new TopicPattern("t");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Log log = new Log(
            new HistoryRules(List.of(new Rule(TOPIC, Optional.of(ALL), false))), 1L << 30, "e", System::nanoTime);
    private final MessagesRoute route =
            new MessagesRoute(log, new NodeStats(new SimpleMeterRegistry(), "1", InstantSource.system()), 1 << 20);
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        log.append(new Publication(new TopicName("t"), Payload.binary(new byte[1 << 20]), 0), remembered -> {});
        server = vertx.createHttpServer()
                .requestHandler(request -> route.answer(request.response(), TOPIC, Query.of(request.uri())))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void noPageIsMadeWhileTooManyBytesWaitForSlowClients() throws Exception {
        try (Socket asksAndReadsNothing = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            String request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
            asksAndReadsNothing.getOutputStream().write(request.repeat(100).getBytes(ISO_8859_1));
            HttpResponse<String> refused = awaitStatus(503);
            assertThat(refused.body())
                    .matches(
                            "expected fewer pages that clients have not read, but there are \\d{7} bytes: try again in a second\n");
            assertThat(refused.headers().firstValue("retry-after")).contains("1");
        }
        assertThat(awaitStatus(200).body()).startsWith("{\"topic\":\"t\",\"messages\":[{");
    }

    private HttpResponse<String> awaitStatus(int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                .build();
        HttpResponse<String> answer;
        do {
            answer = client.send(request, BodyHandlers.ofString());
        } while (answer.statusCode() != status);
        return answer;
    }
}
