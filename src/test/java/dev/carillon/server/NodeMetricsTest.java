package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The metrics of the limits of a node, of its loops, and of refused requests. */
@Timeout(30)
class NodeMetricsTest {
    @ParameterizedTest
    @EnumSource(value = LaneChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void usageIsShownWithItsLimit(LaneChoice lane) throws Exception {
        try (TestService service = TestService.on(lane);
                RawClient silent = new RawClient(service.port());
                RawClient poster = new RawClient(service.port());
                RawClient talker = service.open("/topics/a")) {
            poster.send("POST /topics/a HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\n\r\nhalf".getBytes(ISO_8859_1));
            // The first half of a message: no FIN, and a mask of zeros (RFC 6455, 5.2).
            talker.send(new byte[] {0x01, (byte) 0x84, 0, 0, 0, 0, 'h', 'a', 'l', 'f'});
            await(service, "carillon_body_bytes", bytes -> bytes == 10_000);
            await(service, "carillon_requests", requests -> requests == 1);
            await(service, "carillon_message_bytes", bytes -> bytes >= 4);
            await(service, "carillon_pending_handshakes", pending -> pending == 1);
            assertThat(service.metric("carillon_requests_limit")).isGreaterThan(1000);
            assertThat(service.metric("carillon_message_bytes_limit")).isGreaterThan(1 << 20);
            silent.socket.close();
            await(service, "carillon_pending_handshakes", pending -> pending == 0);
        }
    }

    @Test
    void theLimitsOfAllLoopsAreAddedUp() throws Exception {
        try (TestService one = TestService.on(LaneChoice.FAST);
                TestService three =
                        new TestService(TestService.settings(LaneChoice.FAST, 3, SocketSettings.defaults()))) {
            assertThat(three.metric("carillon_pending_bytes_limit"))
                    .isEqualTo(3 * one.metric("carillon_pending_bytes_limit"));
            // A share of the heap.
            assertThat(three.metric("carillon_outbox_bytes_limit"))
                    .isCloseTo(one.metric("carillon_outbox_bytes_limit"), withinPercentage(1));
        }
    }

    @Test
    void eachNodeOfAProcessHasMetersOfTheJvmAndOfVertx() throws Exception {
        try (TestService first = TestService.on(LaneChoice.FAST);
                TestService second = TestService.on(LaneChoice.FAST)) {
            for (TestService node : new TestService[] {first, second}) {
                assertThat(node.metric("jvm_classes_loaded_classes")).isPositive();
                assertThat(node.metric(
                                "vertx_pool_queue_pending{pool_name=\"vert.x-worker-thread\",pool_type=\"worker\"}"))
                        .isZero();
                assertThat(node.metric("carillon_loop_delay_seconds_count{loop=\"0\"}"))
                        .isNotNegative();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = LaneChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void eachLoopReportsItsDelay(LaneChoice lane) throws Exception {
        try (TestService service = new TestService(TestService.settings(lane, 2, SocketSettings.defaults()))) {
            await(service, "carillon_loop_delay_seconds_count{loop=\"0\"}", count -> count > 2);
            await(service, "carillon_loop_delay_seconds_count{loop=\"1\"}", count -> count > 2);
        }
    }

    @ParameterizedTest
    @EnumSource(value = LaneChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void eachRefusedHandshakeIsCountedOnce(LaneChoice lane) throws Exception {
        try (TestService service = TestService.on(lane)) {
            refused(service, "/topics/a..b", "", 400);
            refused(service, "/topics/a?since=x", "", 400);
            refused(service, "/nope", "", 404);
            refused(service, "/topics/a", "Origin: http://evil.example\r\n", 403);
        }
    }

    private static void refused(TestService service, String path, String headers, int status) throws Exception {
        String counter = "carillon_handshakes_refused_total{status=\"" + status + "\"}";
        double before = service.metric(counter);
        try (RawClient client = new RawClient(service.port())) {
            client.send(RawClient.handshake(path, headers));
            assertThat(client.readHead()).startsWith("HTTP/1.1 " + status);
        }
        assertThat(service.metric(counter)).as(path).isEqualTo(before + 1);
    }

    private static void await(TestService service, String metric, DoublePredicate expected)
            throws IOException, InterruptedException {
        while (!expected.test(service.metric(metric))) {
            Thread.onSpinWait();
        }
    }
}
