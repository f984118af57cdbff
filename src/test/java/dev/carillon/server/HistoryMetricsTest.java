package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The metrics of the log and of its readers. */
class HistoryMetricsTest {
    private static final String RECOVERED = "carillon_resumes_total{recovered=\"true\"}";
    private static final String INCOMPLETE = "carillon_resumes_total{recovered=\"false\"}";

    private final TestService service =
            new TestService(TestService.settings(LaneChoice.FAST, 2, SocketSettings.defaults())
                    .with(List.of(new TopicSettings(
                            new TopicPattern("kept.**"),
                            SlowReaderPolicy.DISCONNECT,
                            Optional.of(new HistoryBounds(3, Long.MAX_VALUE, Duration.ZERO)),
                            false,
                            Optional.empty())))
                    .withHistoryBytes(1 << 20));

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void theSizeOfTheLogIsShownWithItsLimit() throws Exception {
        assertThat(service.metric("carillon_history_messages")).isZero();
        assertThat(service.metric("carillon_history_topics")).isZero();
        for (String topic : List.of("kept.a", "kept.a", "kept.a", "kept.a", "kept.b", "other")) {
            service.publish(topic, "x".repeat(1000));
        }
        assertThat(service.metric("carillon_history_messages")).isEqualTo(4);
        assertThat(service.metric("carillon_history_topics")).isEqualTo(2);
        assertThat(service.metric("carillon_history_bytes")).isBetween(4000.0, 6000.0);
        assertThat(service.metric("carillon_history_bytes_limit")).isEqualTo(1 << 20);
    }

    @Test
    void aNodeWithoutRememberedTopicsHasNoLogMetrics() throws Exception {
        try (TestService forgetful = TestService.on(LaneChoice.FAST)) {
            assertThat(forgetful.manage("/metrics").body()).doesNotContain("carillon_history");
        }
    }

    @Test
    void aResumeIsCountedAsRecoveredOrIncomplete() throws Exception {
        String first = publishOne("kept.a", "0");
        publishOne("kept.a", "1");
        publishOne("kept.b", "2");
        resume(first);
        assertThat(service.metric(RECOVERED))
                .as("session, raw and event stream")
                .isEqualTo(4);
        assertThat(service.metric(INCOMPLETE)).isZero();
        resume("another0:1");
        assertThat(service.metric(RECOVERED)).isEqualTo(4);
        assertThat(service.metric(INCOMPLETE)).isEqualTo(4);
    }

    /** One subscription of a session, one raw, and one event stream of two topics; each has read its publications. */
    private void resume(String since) throws Exception {
        try (RawClient session = service.open("/ws");
                RawClient raw = service.open("/topics/kept.b?since=" + since);
                StreamClient stream = StreamClient.open(
                        service, "/events?topic=kept.a&topic=kept.b&named=true", "Last-Event-ID: " + since + "\r\n")) {
            session.sendText(new JsonObject()
                    .put("type", "subscribe")
                    .put("topic", "kept.b")
                    .put("since", since)
                    .encode());
            assertThat(session.readFrame()).contains("welcome");
            assertThat(session.readFrame()).contains("\"recovered\":");
            assertThat(raw.readFrame()).isEqualTo("text 2");
            String event = stream.next();
            while (!event.endsWith("data: 2")) {
                event = stream.next();
            }
        }
    }

    @Test
    void aSubscriptionWithoutAnIdIsNotCountedAsAResume() throws Exception {
        publishOne("kept.a", "0");
        try (RawClient live = service.open("/topics/kept.a");
                RawClient last = service.open("/topics/kept.a?last=1")) {
            assertThat(last.readFrame()).isEqualTo("text 0");
            publishOne("kept.a", "1");
            assertThat(live.readFrame()).isEqualTo("text 1");
        }
        assertThat(service.metric(RECOVERED) + service.metric(INCOMPLETE)).isZero();
    }

    /** Its time would be the absence of the client. */
    @Test
    void messagesReadFromTheLogAreCountedSeparatelyAndNotTimed() throws Exception {
        publishOne("kept.a", "0");
        publishOne("kept.a", "1");
        try (RawClient client = service.open("/topics/kept.a?last=2")) {
            client.readFrame();
            client.readFrame();
            assertThat(service.metric("carillon_caught_up_messages_total")).isEqualTo(2);
            assertThat(service.metric("carillon_deliveries_total")).isEqualTo(2);
            assertThat(service.metric("carillon_publish_to_last_write_seconds_count"))
                    .isZero();
            publishOne("kept.a", "2");
            client.readFrame();
            while (service.metric("carillon_publish_to_last_write_seconds_count") < 1) {
                Thread.onSpinWait();
            }
            assertThat(service.metric("carillon_caught_up_messages_total")).isEqualTo(2);
        }
    }

    private String publishOne(String topic, String body) throws IOException, InterruptedException {
        return new JsonObject(service.publish(topic, body).body()).getString("id");
    }
}
