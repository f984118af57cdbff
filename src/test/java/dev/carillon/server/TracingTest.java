package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.FreePort;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.server.SpanCollector.Exported;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The spans that {@code --tracing} sends to a collector of OpenTelemetry. */
@Timeout(60)
class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private static SpanCollector collector;
    private static ServeProcess service;

    @BeforeAll
    static void start() throws IOException {
        collector = new SpanCollector();
        service = traced(collector.url());
    }

    @AfterAll
    static void stop() {
        service.close();
        collector.close();
    }

    private static ServeProcess traced(String collector) throws IOException {
        return ServeProcess.startWithin(
                "export OTEL_EXPORTER_OTLP_ENDPOINT=" + collector + " OTEL_BSP_SCHEDULE_DELAY=20;", "--tracing");
    }

    @Test
    void aPostIsASpanInTheTraceOfItsClient() throws Exception {
        post("/topics/caf%C3%A9", traceparent("01"), "hello");
        Exported post = collector.next();
        assertThat(post.span().getName()).isEqualTo("POST /topics/{topic}");
        assertThat(post.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(hex(post.span().getTraceId().toByteArray())).isEqualTo(TRACE);
        assertThat(hex(post.span().getParentSpanId().toByteArray())).isEqualTo(PARENT);
        assertThat(post.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(post.span().getEndTimeUnixNano()).isGreaterThan(post.span().getStartTimeUnixNano());
        assertThat(post.resource()).containsEntry("service.name", "carillon");
        assertThat(post.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/topics/{topic}")
                .containsEntry("http.response.status_code", "202")
                .containsEntry("http.request.body.size", "5")
                .containsEntry("url.scheme", "http")
                .containsEntry("url.path", "/topics/caf%C3%A9")
                .containsEntry("network.protocol.version", "1.1")
                .containsEntry("messaging.destination.name", "café")
                .doesNotContainKey("error.type");
    }

    @Test
    void aPostWithoutATraceStartsOne() throws Exception {
        post("/publish?topic=a&topic=b", "", "hello");
        Exported post = collector.next();
        assertThat(post.span().getName()).isEqualTo("POST /publish");
        assertThat(post.span().getParentSpanId().isEmpty()).isTrue();
        // Without the query, which may contain a token.
        assertThat(post.attributes())
                .containsEntry("url.path", "/publish")
                .doesNotContainKey("messaging.destination.name");
    }

    @Test
    void aResourceAttributeCanSetTheServiceName() throws Exception {
        try (ServeProcess other =
                traced(collector.url() + " OTEL_RESOURCE_ATTRIBUTES=service.name=prices,team=markets")) {
            other.publish("a", "hello");
            assertThat(collector.next().resource())
                    .containsEntry("service.name", "prices")
                    .containsEntry("team", "markets");
        }
    }

    @Test
    void theSpanOfARefusedPostHasItsStatusAndIsNotAnError() throws Exception {
        assertThat(post("/topics/a..b", "", "hello")).startsWith("HTTP/1.1 400 ");
        Exported post = collector.next();
        assertThat(post.attributes()).containsEntry("http.response.status_code", "400");
        assertThat(post.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void theSpanOfAPostThatIsResetIsAnError() throws Exception {
        try (RawClient client = new RawClient(service.port)) {
            client.send("POST /topics/a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"
                    .getBytes(ISO_8859_1));
            // Shows that the request has begun.
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            client.reset();
        }
        Exported post = collector.next();
        assertThat(post.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(post.attributes()).containsKey("error.type").doesNotContainKey("http.response.status_code");
    }

    @Test
    void unsampledPostsAndOtherRequestsHaveNoSpan() throws Exception {
        post("/topics/unsampled", traceparent("00"), "hello");
        try (RawClient client = new RawClient(service.port)) {
            client.send("GET /topics/seen HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
        }
        service.scrape();
        post("/topics/last", "", "hello");
        assertThat(collector.next().attributes()).containsEntry("messaging.destination.name", "last");
    }

    @Test
    void aCollectorThatDoesNotAnswerBlocksNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServeProcess other = traced("http://127.0.0.1:" + silent.getLocalPort())) {
            for (int i = 0; i < 50; i++) {
                other.publish("a", "hello");
            }
            other.terminate();
            assertThat(other.exitCode()).isZero();
        }
    }

    @Test
    void anInvalidVariableIsRefused() throws Exception {
        try (CarillonProcess process = CarillonProcess.start(
                "export OTEL_TRACES_SAMPLER=sometimes;",
                List.of("serve", "--tracing", "--no-warm-up", "--port", "0", "--management-port", "0"))) {
            process.await(Pattern.compile(".*--tracing: expected variables OTEL_.*sometimes.*"));
            process.drain();
            assertThat(process.exitCode()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(value = LaneChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aFailedStartFreesItsPort(LaneChoice lane) throws Exception {
        int port = FreePort.onLoopback();
        ServiceSettings settings = TestService.settings(lane, 1, SocketSettings.defaults())
                .with(new Listening("127.0.0.1", port, 0))
                .withTracing(true);
        // Like the variable OTEL_TRACES_SAMPLER.
        System.setProperty("otel.traces.sampler", "sometimes");
        try {
            assertThat(Service.start(settings).toCompletionStage())
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining("--tracing: expected variables OTEL_");
        } finally {
            System.clearProperty("otel.traces.sampler");
        }
        new ServerSocket(port, 50, InetAddress.getLoopbackAddress()).close();
    }

    private static String post(String path, String headers, String body) throws IOException {
        try (RawClient client = new RawClient(service.port)) {
            client.send("POST %s HTTP/1.1\r\nHost: h\r\n%sContent-Length: %d\r\n\r\n%s"
                    .formatted(path, headers, body.length(), body)
                    .getBytes(ISO_8859_1));
            return client.readAnswer();
        }
    }

    private static String traceparent(String flags) {
        return "traceparent: 00-" + TRACE + "-" + PARENT + "-" + flags + "\r\n";
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
