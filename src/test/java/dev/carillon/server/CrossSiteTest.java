package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Origins;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What pages of this host, of listed hosts and of others may do, on both lanes. */
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
class CrossSiteTest {
    private static final String LISTED = "Origin: https://app.example.com\r\n";
    private static final String FOREIGN = "Origin: https://evil.example\r\n";
    private static final String REFUSED_403 = "carillon_handshakes_refused_total{status=\"403\"}";

    private final LaneChoice lane;
    private TestService service;

    CrossSiteTest(LaneChoice lane) {
        this.lane = lane;
    }

    @BeforeEach
    void start() {
        service = serve(List.of("https://app.example.com"), 10);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private TestService serve(List<String> allowed, int maxConnections) {
        AdmissionSettings admission = new AdmissionSettings(
                        OptionalInt.of(maxConnections), 100, Optional.empty(), Duration.ofMinutes(1))
                .with(Origins.of(allowed));
        return new TestService(
                TestService.settings(lane, 1, SocketSettings.defaults()).with(admission));
    }

    @Test
    void aPageOfAnotherHostIsRefusedOnEachPathAndTheReasonNamesTheFlag() throws IOException {
        String law = "expected an Origin of the host localhost, or one that --allow-origin lists,"
                + " but was https://evil.example\n";
        for (String path : List.of("/ws", "/topics/a", "/topics", "/", "/nope", "/carillon.js", "/carillon-tabs.js")) {
            assertThat(answer("GET", path, FOREIGN, ""))
                    .startsWith("HTTP/1.1 403 ")
                    .endsWith(law);
            assertThat(head("HEAD", path, FOREIGN)).startsWith("HTTP/1.1 403 ");
            assertThat(head("OPTIONS", path, FOREIGN + "Access-Control-Request-Method: POST\r\n"))
                    .startsWith("HTTP/1.1 403 ")
                    .doesNotContainIgnoringCase("access-control");
        }
        assertThat(answer("POST", "/topics/a", FOREIGN + "Content-Type: text/plain\r\n", "hello"))
                .startsWith("HTTP/1.1 403 ")
                .endsWith(law);
    }

    @Test
    void aPostFromARefusedOriginIsNotPublished() throws IOException {
        try (RawClient subscriber = service.open("/topics/a")) {
            answer("POST", "/topics/a", FOREIGN, "evil");
            answer("POST", "/topics/a", LISTED, "good");
            assertThat(subscriber.readFrame()).isEqualTo("text good");
        }
    }

    @Test
    void aForeignOriginIsCheckedBeforeTheConnectionLimit() throws Exception {
        try (TestService full = serve(List.of(), 1);
                RawClient only = full.open("/echo");
                RawClient foreign = full.client(0);
                RawClient same = full.client(0)) {
            foreign.send(RawClient.handshake("/echo", FOREIGN));
            assertThat(foreign.readAnswer()).startsWith("HTTP/1.1 403 ");
            same.send(RawClient.handshake("/echo", "Origin: http://localhost:5173\r\n"));
            assertThat(same.readAnswer()).startsWith("HTTP/1.1 503 ").containsIgnoringCase("\r\nDate: ");
            assertThat(full.metric(REFUSED_403)).isEqualTo(1);
            only.sendText("still here");
            assertThat(only.readFrame()).isEqualTo("text still here");
        }
    }

    @Test
    void aPageOfAListedOriginCanOpenAWebSocket() throws IOException {
        try (RawClient client = RawClient.open(service.client(0), "/echo", LISTED)) {
            client.sendText("hello");
            assertThat(client.readFrame()).isEqualTo("text hello");
        }
    }

    @Test
    void aPageOfAListedOriginOrTheSameHostMayReadResponses() throws IOException {
        for (String origin : List.of("https://app.example.com", "http://localhost:5173")) {
            for (String path : List.of("/topics", "/topics/a", "/topics/a..b", "/nope")) {
                assertThat(answer("GET", path, "Origin: " + origin + "\r\n", ""))
                        .containsIgnoringCase("\r\nAccess-Control-Allow-Origin: " + origin + "\r\n")
                        .containsIgnoringCase("\r\nVary: Origin\r\n")
                        .containsIgnoringCase(
                                "\r\nAccess-Control-Expose-Headers: Retry-After, Date, WWW-Authenticate\r\n");
            }
            assertThat(answer("POST", "/topics/a", "Origin: " + origin + "\r\n", "hello"))
                    .startsWith("HTTP/1.1 202 ")
                    .containsIgnoringCase("\r\nAccess-Control-Allow-Origin: " + origin + "\r\n");
        }
    }

    @Test
    void aPreflightOfAListedOriginIsAllowed() throws IOException {
        String asks = LISTED + "Access-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: content-type,authorization\r\n";
        assertThat(head("OPTIONS", "/topics/a", asks))
                .startsWith("HTTP/1.1 204 ")
                .containsIgnoringCase("\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n")
                .containsIgnoringCase("\r\nAccess-Control-Allow-Methods: GET, HEAD, OPTIONS, POST\r\n")
                .containsIgnoringCase("\r\nAccess-Control-Allow-Headers: Authorization, Content-Encoding, Content-Type,"
                        + " Idempotency-Key, Last-Event-ID\r\n")
                .containsIgnoringCase("\r\nAccess-Control-Max-Age: 600\r\n")
                .containsIgnoringCase("\r\nVary: Origin\r\n");
    }

    @Test
    void aStarAllowsEveryOrigin() throws IOException {
        try (TestService open = serve(List.of("*"), 10)) {
            for (String origin : List.of(FOREIGN, "Origin: null\r\n")) {
                RawClient.open(open.client(0), "/echo", origin).close();
                try (RawClient client = open.client(0)) {
                    client.send(request("GET", "/topics", origin, ""));
                    assertThat(client.readAnswer())
                            .startsWith("HTTP/1.1 200 ")
                            .containsIgnoringCase("\r\nAccess-Control-Allow-Origin: *\r\n");
                }
            }
        }
    }

    @Test
    void aRequestWithoutAnOriginReceivesNoCorsHeaders() throws IOException {
        assertThat(answer("POST", "/topics/a", "", "hello"))
                .startsWith("HTTP/1.1 202 ")
                .doesNotContainIgnoringCase("access-control")
                .doesNotContainIgnoringCase("vary");
    }

    private String head(String method, String path, String fields) throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(request(method, path, fields, ""));
            return client.readHead();
        }
    }

    private String answer(String method, String path, String fields, String body) throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(request(method, path, fields, body));
            return client.readAnswer();
        }
    }

    private static byte[] request(String method, String path, String fields, String body) {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        return (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + length + "\r\n" + body)
                .getBytes(ISO_8859_1);
    }
}
