package dev.carillon.server;

import static dev.carillon.server.Http2Client.DATA;
import static dev.carillon.server.Http2Client.END_HEADERS;
import static dev.carillon.server.Http2Client.GO_AWAY;
import static dev.carillon.server.Http2Client.HEADERS;
import static dev.carillon.server.Http2Client.NO_ERROR;
import static dev.carillon.server.Http2Client.RESET;
import static dev.carillon.server.Http2Client.WINDOW_UPDATE;
import static dev.carillon.server.Http2Client.head;
import static dev.carillon.server.Http2Client.number;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.AddressLimits;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.server.Http2Client.Answer;
import dev.carillon.server.Http2Client.Frame;
import dev.carillon.topic.TopicPattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service over HTTP/2: the same answers as over HTTP/1.1, and event streams that share a connection. */
@Timeout(60)
class Http2Test {
    private static final int WINDOW = 65_535;

    @TempDir
    private static Path folder;

    private static TestCertificates own;
    private static SSLContext tls;
    private static TestService service;
    private static HttpClient http2;
    private static HttpClient http1;

    @BeforeAll
    static void start() throws Exception {
        own = TestCertificates.in(folder, "own");
        tls = own.trusted();
        service = serve(settings(1));
        http2 = HttpClient.newBuilder().sslContext(tls).build();
        http1 = HttpClient.newBuilder()
                .sslContext(tls)
                .version(Version.HTTP_1_1)
                .build();
    }

    private static ServiceSettings settings(int loops) {
        return TestService.settings(LaneChoice.AUTO, loops, SocketSettings.defaults())
                .with(own.settings())
                .with(List.of(
                        new TopicSettings(
                                new TopicPattern("kept.*"),
                                SlowReaderPolicy.CATCH_UP,
                                Optional.of(new HistoryBounds(100, 100_000_000, Duration.ZERO)),
                                false,
                                Optional.empty()),
                        new TopicSettings(new TopicPattern("strict.*"), SlowReaderPolicy.DISCONNECT)));
    }

    private static TestService serve(ServiceSettings settings) {
        return new TestService(settings, Optional.of(tls));
    }

    @AfterAll
    static void stop() {
        http2.close();
        http1.close();
        service.close();
    }

    private static Http2Client connect(TestService service) throws IOException {
        return Http2Client.connect(service, tls, WINDOW);
    }

    private static URI uri(TestService service, String path) {
        return URI.create("https://127.0.0.1:" + service.port() + path);
    }

    @Test
    void aClientThatOffersOnlyHttp11ReceivesHttp11() throws Exception {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", service.port())) {
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /topics | ''",
                "GET | /topics/t | ''",
                "HEAD | /topics/t | ''",
                "GET | / | ''",
                "GET | /carillon.js | ''",
                "GET | /echo | ''",
                "GET | /ws | ''",
                "GET | /events | ''",
                "GET | /topics/kept.none/messages?last=1 | ''",
                "GET | /topics/none/messages | ''",
                "GET | /nowhere | ''",
                "OPTIONS | /topics/t | ''",
                "DELETE | /topics/t | ''",
                "BREW | /topics/t | ''",
                "POST | /topics/t | hello",
                "POST | /topics/t | ''",
                "POST | /topics/a..b | hello",
                "POST | /publish | {\"topic\":\"t\",\"data\":1}",
                "POST | /publish | nonsense",
                "POST | /topics/long | LONG",
                "GET | LONG | ''",
            })
    void eachPathAnswersAsInHttp11(String method, String path, String body) throws Exception {
        String target = path.equals("LONG") ? "/" + "a".repeat(5000) : path;
        byte[] bytes = body.equals("LONG") ? new byte[2 << 20] : body.getBytes(UTF_8);
        HttpRequest request = HttpRequest.newBuilder(uri(service, target))
                .header("content-type", path.equals("/publish") ? "application/x-ndjson" : "text/plain")
                .method(method, bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes))
                .build();
        HttpResponse<String> answer = http2.send(request, BodyHandlers.ofString());
        HttpResponse<String> older = http1.send(request, BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(Version.HTTP_2);
        assertThat(older.version()).isEqualTo(Version.HTTP_1_1);
        assertThat(answer.statusCode()).isEqualTo(older.statusCode());
        assertThat(answer.body()).isEqualTo(older.body());
        for (String name : List.of("content-type", "allow", "vary", "cache-control", "etag")) {
            assertThat(answer.headers().allValues(name))
                    .as(name)
                    .isEqualTo(older.headers().allValues(name));
        }
        assertThat(answer.headers().map()).doesNotContainKeys("connection", "transfer-encoding", "upgrade");
    }

    @Test
    void aPageOfAnotherHostIsRefusedAsInHttp11() throws Exception {
        try (Http2Client client = connect(service)) {
            client.stream(1, "/topics/t", "origin", "https://evil.example");
            Answer answer = client.answer(1);
            assertThat(answer.status()).isEqualTo("403");
            assertThat(answer.body()).contains("evil.example");
        }
    }

    @Test
    void aBodyThatIsTooLongReceives413AndIsNotReadFurther() throws Exception {
        try (Http2Client client = connect(service)) {
            client.send(HEADERS, END_HEADERS, 1, head("POST", "/topics/t", "content-length", "10000000"));
            assertThat(client.answer(1).status()).isEqualTo("413");
            Frame reset = client.read();
            assertThat(reset.type()).isEqualTo(RESET);
            assertThat(reset.reason()).isEqualTo(NO_ERROR);
            client.post(3, "/topics/t", "hello");
            assertThat(client.answer(3).status()).isEqualTo("202");
        }
    }

    @Test
    void aBodyWithoutALengthIsReadToItsEnd() throws Exception {
        try (Http2Client client = connect(service);
                Http2Client reader = connect(service)) {
            reader.stream(1, "/topics/pieces");
            reader.awaitStream(1);
            assertThat(reader.event(1)).startsWith("id: ");
            client.send(HEADERS, END_HEADERS, 1, head("POST", "/topics/pieces", "expect", "100-continue"));
            assertThat(client.read().status()).isEqualTo("100");
            client.send(DATA, 0, 1, "one ".getBytes(UTF_8));
            client.send(DATA, Http2Client.END_STREAM, 1, "two".getBytes(UTF_8));
            assertThat(client.answer(1).status()).isEqualTo("202");
            assertThat(reader.event(1)).isEqualTo("data: one two");
        }
    }

    @Test
    void fiftyStreamsAndTheirPostsShareAConnectionOverTwoLoops() throws Exception {
        try (TestService service = serve(settings(2));
                HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
            List<BufferedReader> streams = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                HttpRequest request = HttpRequest.newBuilder(uri(service, "/topics/shared"))
                        .header("accept", "text/event-stream")
                        .build();
                HttpResponse<InputStream> stream = client.send(request, BodyHandlers.ofInputStream());
                assertThat(stream.version()).isEqualTo(Version.HTTP_2);
                streams.add(new BufferedReader(new InputStreamReader(stream.body(), UTF_8)));
                assertThat(streams.getLast().readLine()).startsWith("retry: ");
                assertThat(streams.getLast().readLine()).isEmpty();
                assertThat(streams.getLast().readLine()).startsWith("id: ");
            }
            assertThat(service.metric("carillon_event_streams")).isEqualTo(50);
            assertThat(service.metric("carillon_connections")).isEqualTo(50);
            for (int i = 0; i < 20; i++) {
                HttpRequest post = HttpRequest.newBuilder(uri(service, "/topics/shared"))
                        .POST(BodyPublishers.ofString("n" + i))
                        .build();
                assertThat(client.send(post, BodyHandlers.discarding()).version())
                        .isEqualTo(Version.HTTP_2);
            }
            for (BufferedReader stream : streams) {
                for (int i = 0; i < 20; i++) {
                    assertThat(stream.readLine()).isEmpty();
                    assertThat(stream.readLine()).isEqualTo("data: n" + i);
                }
            }
            client.shutdownNow();
            while (service.metric("carillon_event_streams") > 0) {
                Thread.onSpinWait();
            }
            assertThat(service.metric("carillon_closed_total{cause=\"peer\"}")).isEqualTo(50);
        }
    }

    @Test
    void aStreamResumesAfterItsLastEventId() throws Exception {
        try (Http2Client client = connect(service)) {
            client.stream(1, "/topics/kept.a");
            client.awaitStream(1);
            String id = client.event(1).substring("id: ".length());
            client.send(RESET, 0, 1, number(8));
            // On the same connection, so the first stream has ended before.
            client.post(3, "/topics/kept.a", "one");
            assertThat(client.answer(3).status()).isEqualTo("202");
            service.publish("kept.a", "two");
            client.stream(5, "/topics/kept.a", "last-event-id", id);
            client.awaitStream(5);
            assertThat(client.event(5)).isEqualTo("id: " + id);
            for (String text : List.of("one", "two")) {
                assertThat(client.event(5)).matches("id: \\S+\ndata: " + text);
            }
        }
    }

    @Test
    void aStreamThatIsNotReadDoesNotBlockOthersAndLaterReceivesAll() throws Exception {
        try (Http2Client client = Http2Client.connect(service, tls, 0)) {
            client.stream(1, "/topics/kept.slow");
            client.stream(3, "/topics/kept.slow");
            assertThat(client.await(HEADERS).stream()).isEqualTo(1);
            assertThat(client.await(HEADERS).stream()).isEqualTo(3);
            client.send(WINDOW_UPDATE, 0, 3, number(1 << 24));
            for (int i = 0; i < 20; i++) {
                service.publish("kept.slow", "x".repeat(200_000));
            }
            assertReceives(client, 3);
            client.send(WINDOW_UPDATE, 0, 1, number(1 << 24));
            assertReceives(client, 1);
        }
    }

    private static void assertReceives(Http2Client client, int stream) throws IOException {
        assertThat(client.event(stream)).startsWith("retry: ");
        assertThat(client.event(stream)).startsWith("id: ");
        for (int i = 0; i < 20; i++) {
            assertThat(client.event(stream))
                    .startsWith("id: ")
                    .contains("\ndata: xxx")
                    .hasSizeGreaterThan(200_000);
        }
    }

    @Test
    void aStreamThatFallsTooFarBehindIsResetAlone() throws Exception {
        try (Http2Client client = Http2Client.connect(service, tls, 0)) {
            client.stream(1, "/topics/strict.a");
            client.stream(3, "/topics/other");
            client.send(WINDOW_UPDATE, 0, 3, number(1000));
            while (service.metric("carillon_event_streams") < 2) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 30 && service.metric("carillon_event_streams") > 1; i++) {
                service.publish("strict.a", "x".repeat(1_000_000));
            }
            assertThat(client.await(RESET).stream()).isEqualTo(1);
            service.publish("other", "hello");
            Frame event = client.await(DATA);
            assertThat(event.stream()).isEqualTo(3);
            assertThat(event.text()).isEqualTo("data: hello\n\n");
        }
    }

    @Test
    void aStreamAboveALimitReceives503Or429WithRetryAfter() throws Exception {
        AdmissionSettings two = new AdmissionSettings(OptionalInt.of(2), 100, Optional.empty(), Duration.ofSeconds(10));
        try (TestService service = serve(settings(1).with(two));
                Http2Client client = connect(service)) {
            assertOnlyTwoOfThree(client, "503");
        }
        AddressLimits twoOfOne = new AddressLimits(OptionalInt.of(2), Optional.empty());
        AdmissionSettings many =
                new AdmissionSettings(OptionalInt.of(100), 100, Optional.empty(), Duration.ofSeconds(10));
        try (TestService service = serve(settings(2).with(many.with(twoOfOne)));
                Http2Client client = connect(service)) {
            assertOnlyTwoOfThree(client, "429");
        }
    }

    private static void assertOnlyTwoOfThree(Http2Client client, String status) throws IOException {
        for (int stream : new int[] {1, 3}) {
            client.stream(stream, "/topics/t");
            client.awaitStream(stream);
        }
        client.stream(5, "/topics/t");
        Answer answer = client.answer(5);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head().get("retry-after")).matches("\\d{1,2}");
        client.send(RESET, 0, 1, number(8));
        String again = "";
        for (int stream = 7; !again.equals("200"); stream += 2) {
            client.stream(stream, "/topics/t");
            again = client.await(HEADERS).status();
        }
    }

    @Test
    void theRateOfAConnectionCountsAllItsStreams() throws Exception {
        Limits two = new Limits(Optional.empty(), Optional.of(Rate.perMinute(2)), Optional.empty());
        RateSettings rates = new RateSettings(two, Limits.NONE, Optional.empty());
        try (TestService service = serve(settings(1).with(rates));
                Http2Client client = connect(service);
                Http2Client another = connect(service)) {
            for (int stream = 1; stream < 5; stream += 2) {
                client.post(stream, "/topics/t", "x");
                assertThat(client.answer(stream).status()).isEqualTo("202");
            }
            client.post(5, "/topics/t", "x");
            assertThat(client.answer(5).status()).isEqualTo("429");
            another.post(1, "/topics/t", "x");
            assertThat(another.answer(1).status()).isEqualTo("202");
        }
    }

    @Test
    void aStoppingServiceSendsGoAwayAndEndsEachStreamWithARetryTime() throws Exception {
        TestService stopping = serve(settings(1));
        try (Http2Client client = connect(stopping)) {
            client.stream(1, "/topics/a");
            client.awaitStream(1);
            assertThat(client.event(1)).startsWith("id: ");
            client.stream(3, "/topics/a");
            client.awaitStream(3);
            assertThat(client.event(3)).startsWith("id: ");
            Thread stop = Thread.startVirtualThread(stopping::close);
            Frame goAway = client.read();
            assertThat(goAway.type()).isEqualTo(GO_AWAY);
            assertThat(goAway.reason()).isEqualTo(NO_ERROR);
            for (int i = 0; i < 2; i++) {
                Frame last = client.read();
                assertThat(last.text()).matches("retry: \\d+\n\n");
                assertThat(client.read().ends()).isTrue();
            }
            assertThatThrownBy(() -> client.await(HEADERS)).isInstanceOf(IOException.class);
            stop.join();
        }
    }
}
