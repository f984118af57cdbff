package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code carillon top} with nodes whose answers the test sets. */
class TopTest {
    private HttpServer node;
    private int status = 200;
    private String metrics = "carillon_connections 7.0\n";
    private String ready = "ready\n";

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            boolean asksForMetrics = exchange.getRequestURI().getPath().equals("/metrics");
            byte[] body = (asksForMetrics ? metrics : ready).getBytes(UTF_8);
            exchange.sendResponseHeaders(asksForMetrics ? 200 : status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    private String address() {
        return "127.0.0.1:" + node.getAddress().getPort();
    }

    private static CommandRun top(String... arguments) {
        return CommandRun.of(new Top(Map.of(), false), arguments);
    }

    @Test
    void aNodeThatIsNotReadyIsShownWithItsReasonEscaped() {
        status = 503;
        ready = "draining: \u001b[2J 3 left\ncluster: 1 of 3 nodes\n";
        CommandRun top = top("--once", address());
        assertThat(top.exitCode()).isZero();
        assertThat(top.out())
                .startsWith("1 node, 1 not ready, 7 connections\n")
                .contains(address() + "  not ready: draining: \\u001b[2J 3 left; cluster: 1 of 3 nodes\n")
                .doesNotContain("\u001b");
    }

    @Test
    void theCommandFailsIfNoNodeAnswers() {
        node.stop(0);
        CommandRun top = top("--once", address());
        assertThat(top.exitCode()).isEqualTo(1);
        assertThat(top.out()).contains(address() + "  ").contains("no connection\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "carillon_connections_limit 7\n{}{} = 1"})
    void aPortThatIsNotAManagementPortIsReported(String page) {
        metrics = page;
        CommandRun top = top("--once", "http://" + address() + "/metrics");
        assertThat(top.exitCode()).isEqualTo(1);
        assertThat(top.out()).contains("expected the metrics of a node at http://" + address() + "/metrics");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://a|expected the management port of a node such as http://127.0.0.1:8081 or 10.0.0.11:8081, was 'ftp://a'",
                "http://a b|was 'http://a b'",
                "http://me:secret@a|was '…@a'",
                "a:b|was 'a:b'",
                "--interval=1ms|--interval must be at least 100ms, was 1ms",
                "--sort=size|expected one of [NODE, CONNS",
            })
    void aMistakeIsReported(String argument, String message) {
        CommandRun top = top(argument, "127.0.0.1");
        assertThat(top.exitCode()).isEqualTo(2);
        assertThat(top.err()).contains(message).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "node, http://node:8081",
        "10.0.0.11:99, http://10.0.0.11:99",
        "[::1], http://[::1]:8081",
        "http://node/, http://node:8081",
        "http://node:99/metrics, http://node:99",
        "https://ops.example/node/1, https://ops.example/node/1"
    })
    void theAddressOfANodeMayBeShort(String text, String url) {
        assertThat(ManagementUrl.of(text)).hasToString(url);
    }
}
