package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics with a {@code min-interval}, over real sockets. */
class MinIntervalTest {
    private static final int COUNT = 20;

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aSubscriberReceivesTheFirstAtOnceAndTheNewestAfterTheInterval(LaneChoice lane) throws Exception {
        try (TestService service = service(lane);
                RawClient raw = service.open("/topics/prices.*");
                RawClient other = service.open("/topics/other")) {
            for (int i = 1; i <= COUNT; i++) {
                assertThat(service.publish("prices.a", "" + i).statusCode()).isEqualTo(202);
            }
            service.publish("other", "not held");
            assertThat(other.readFrame()).isEqualTo("text not held");
            assertThat(raw.readFrame()).isEqualTo("text 1");
            String last = raw.readFrame();
            int received = 2;
            // If the machine was blocked meanwhile, an interval has ended between.
            for (; !last.equals("text " + COUNT); received++) {
                last = raw.readFrame();
            }
            assertThat(service.metric("carillon_conflated_total")).isEqualTo(COUNT - received);
            assertThat(service.metric("carillon_publications_total")).isEqualTo(COUNT + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void heldPublicationsArriveBeforeTheCloseFrame(LaneChoice lane) throws Exception {
        TestService service = service(lane);
        try (RawClient client = service.open("/topics/hourly")) {
            service.publish("hourly", "first");
            service.publish("hourly", "replaced");
            service.publish("hourly", "held");
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(service::close);
            assertThat(client.readFrame()).isEqualTo("text first");
            assertThat(client.readFrame()).isEqualTo("text held");
            assertThat(client.readFrame()).startsWith("close 1012");
            client.send(RawClient.FRAMES.close(1012, ""));
            stopping.join();
        }
    }

    private static TestService service(LaneChoice lane) {
        return new TestService(TestService.settings(lane, 2, SocketSettings.defaults())
                .with(List.of(
                        rule("prices.*", Duration.ofMillis(500)),
                        new TopicSettings(new TopicPattern("other"), SlowReaderPolicy.DISCONNECT),
                        rule("**", Duration.ofHours(1)))));
    }

    private static TopicSettings rule(String pattern, Duration minInterval) {
        return new TopicSettings(
                new TopicPattern(pattern),
                SlowReaderPolicy.DISCONNECT,
                Optional.empty(),
                false,
                Optional.of(minInterval));
    }
}
