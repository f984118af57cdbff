package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods of each path of both ports (RFC 9110, 9.3), and the answers to others. */
class PathsTest {
    private static TestService service;

    @BeforeAll
    static void start() {
        service = TestService.on(LaneChoice.AUTO);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/carillon.js",
                "/carillon-tabs.js",
                "/examples",
                "/examples/ticker.html",
                "/topics",
                "/topics/a",
                "/topics/a..b",
                "/ws",
                "/echo",
                "/nope",
                "/readyz",
                "/livez"
            })
    void headReturnsTheHeadersOfGetWithoutTheBody(String path) throws IOException {
        int port = portOf(path);
        try (RawClient client = new RawClient(port)) {
            client.send(request("GET", path));
            String get = client.readAnswer();
            client.send(request("HEAD", path));
            String head = client.readHead();
            assertThat(fields(head)).isEqualTo(fields(get)).contains("content-length: ");
            // Nothing came after the head: the next answer begins there.
            client.send(request("GET", path));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 ");
        }
    }

    @Test
    void headOfMetricsReturnsALength() throws IOException {
        try (RawClient client = new RawClient(service.service.managementPort())) {
            client.send(request("HEAD", "/metrics"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ").containsPattern("content-length: [1-9]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, 'GET, HEAD, OPTIONS'",
        "/carillon.css, 'GET, HEAD, OPTIONS'",
        "/examples, 'GET, HEAD, OPTIONS'",
        "/examples/ticker.html, 'GET, HEAD, OPTIONS'",
        "/topics, 'GET, HEAD, OPTIONS'",
        "/topics/a, 'GET, HEAD, OPTIONS, POST'",
        "/topics/a.**, 'GET, HEAD, OPTIONS, POST'",
        "/ws, 'GET, HEAD, OPTIONS'",
        "/echo, 'GET, HEAD, OPTIONS'",
        "/livez, 'GET, HEAD, OPTIONS'",
        "/readyz, 'GET, HEAD, OPTIONS'",
        "/metrics, 'GET, HEAD, OPTIONS'"
    })
    void optionsAndEach405ListTheAllowedMethods(String path, String allow) throws IOException {
        try (RawClient client = new RawClient(portOf(path))) {
            client.send(request("OPTIONS", path));
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 204 ")
                    .containsIgnoringCase("\r\nAllow: " + allow + "\r\n")
                    .doesNotContainIgnoringCase("content-length");
            for (String method : List.of("PUT", "DELETE", "PATCH", "TRACE")) {
                client.send(request(method, path));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 405 ")
                        .containsIgnoringCase("\r\nAllow: " + allow + "\r\n")
                        .contains("text/plain")
                        .endsWith("\r\n\r\nexpected one of " + allow + ", but was " + method + "\n");
            }
        }
    }

    @Test
    void optionsOfAStarListsTheMethodsOfAllPaths() throws IOException {
        assertThat(head(service.port(), request("OPTIONS", "*")))
                .startsWith("HTTP/1.1 204 ")
                .containsIgnoringCase("\r\nAllow: GET, HEAD, OPTIONS, POST\r\n");
        assertThat(head(service.service.managementPort(), request("OPTIONS", "*")))
                .startsWith("HTTP/1.1 204 ")
                .containsIgnoringCase("\r\nAllow: GET, HEAD, OPTIONS\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "get", "FOO", "PROPFIND"})
    void aMethodThatNoPathSupportsReceives501(String method) throws IOException {
        for (int port : List.of(service.port(), service.service.managementPort())) {
            assertThat(answer(port, request(method, "/nope")))
                    .startsWith("HTTP/1.1 501 ")
                    .endsWith("\r\n\r\nexpected GET, HEAD, POST or OPTIONS, but was " + method + "\n");
        }
    }

    @Test
    void anUnknownPathReceives404WithTheKnownPaths() throws IOException {
        assertThat(answer(service.port(), request("GET", "/nope/caf\u00e9?query")))
                .startsWith("HTTP/1.1 404 ")
                .contains("\r\ncontent-type: text/plain; charset=utf-8\r\n")
                .endsWith(
                        "\r\n\r\nexpected /, /topics, /topics/{topic}, /topics/{topic}/messages, /events, /publish, /ws or /echo, but was /nope/caf%E9\n");
        assertThat(answer(service.service.managementPort(), request("PUT", "/topics/a")))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("\r\n\r\nexpected /livez, /readyz, /metrics or /cluster, but was /topics/a\n");
    }

    @Test
    void aLongUnknownPathIsShortenedInTheReason() throws IOException {
        assertThat(answer(service.port(), request("GET", "/" + "a".repeat(1000))))
                .startsWith("HTTP/1.1 404 ")
                .endsWith(", but was /" + "a".repeat(99) + "...\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2fetc%2fpasswd",
                "/carillon.css/../../../etc/passwd",
                "/web/index.html",
                "/..;/etc/passwd",
                "/topics/..%2f..%2fetc%2fpasswd",
                "/a%0d%0aX-Evil:%201",
                "/topics/a%0d%0aX-Evil:%201"
            })
    void aPathCannotReadAFileOrAddAHeader(String path) throws IOException {
        String answer = answer(service.port(), request("GET", path));
        assertThat(answer).startsWith("HTTP/1.1 40");
        assertThat(fields(answer)).doesNotContain("x-evil");
        assertThat(answer).doesNotContain("root:", "<html");
    }

    private static int portOf(String path) {
        return List.of("/livez", "/readyz", "/metrics").contains(path)
                ? service.service.managementPort()
                : service.port();
    }

    /** In lower case and without the time, which may change between two of them. */
    private static String fields(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n"))
                .toLowerCase(Locale.ROOT)
                .replaceFirst("\r\ndate: [^\r]*", "");
    }

    private static byte[] request(String method, String path) {
        return (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1);
    }

    private static String head(int port, byte[] request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(request);
            return client.readHead();
        }
    }

    private static String answer(int port, byte[] request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(request);
            return client.readAnswer();
        }
    }
}
