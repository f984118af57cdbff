package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A client of an event stream has one id for all its topics: events with ids come in the order of the ids. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
class EventStreamOrderTest {
    private static final int COUNT = 600;
    private static final String PATH = "/events?topic=log.a&topic=log.b&topic=log.c.*&topic=log.c.d";
    private static final List<String> TOPICS = List.of("log.a", "log.b", "log.c.d", "log.c.e");

    private final TestService service;

    EventStreamOrderTest(LaneChoice lane) {
        Optional<HistoryBounds> all = Optional.of(new HistoryBounds(Integer.MAX_VALUE, 64 << 20, Duration.ZERO));
        ServiceSettings settings = TestService.settings(lane, 2, SocketSettings.defaults())
                .with(List.of(new TopicSettings(
                        new TopicPattern("log.**"), SlowReaderPolicy.CATCH_UP, all, false, Optional.empty())));
        service = new TestService(settings);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void idsIncreaseByOneOverAllTopicsOfAFastOrSlowStream() throws Exception {
        try (StreamClient fast = StreamClient.open(service, PATH);
                StreamClient slow = StreamClient.open(service.client(4096), PATH, "");
                RawClient publisher = service.open("/ws")) {
            // With a large distance between them: one reader receives everything at once, the other falls behind.
            publish(publisher, COUNT, 4000);
            assertThat(offsets(fast, COUNT)).isEqualTo(numbers(1, COUNT));
            assertThat(offsets(slow, COUNT)).isEqualTo(numbers(1, COUNT));
        }
    }

    @Test
    void aStreamThatReconnectsWithItsLastIdMissesNothing() throws Exception {
        try (RawClient publisher = service.open("/ws")) {
            List<Long> all = new ArrayList<>();
            String lastId = "";
            for (int turn = 0; turn < 6; turn++) {
                try (StreamClient stream = StreamClient.open(service, PATH, lastId)) {
                    publish(publisher, 50, 10);
                    // The client disconnects within them.
                    for (int i = 0; i < 20 + turn; i++) {
                        String event = nextWithData(stream);
                        all.add(offset(event));
                        lastId = "Last-Event-ID: " + event.substring("id: ".length(), event.indexOf('\n')) + "\r\n";
                    }
                }
            }
            assertThat(all).isEqualTo(numbers(1, all.size()));
        }
    }

    @Test
    void lastReturnsTheNewestOverAllTopicsOfAStream() throws Exception {
        try (RawClient publisher = service.open("/ws")) {
            publish(publisher, 8, 10);
            // Answers come in order: all publications are remembered when this one comes.
            publisher.sendText("{\"type\":\"ping\"}");
            while (!publisher.readFrame().contains("pong")) {
                // The welcome.
            }
        }
        for (int last : List.of(1, 3, 8)) {
            try (StreamClient stream = StreamClient.open(service, PATH + "&last=" + last)) {
                assertThat(offsets(stream, last)).isEqualTo(numbers(9 - last, 8));
            }
        }
    }

    private static void publish(RawClient publisher, int count, int size) throws IOException {
        for (int i = 0; i < count; i++) {
            publisher.sendText("{\"type\":\"publish\",\"topic\":\"" + TOPICS.get(i * 7 % TOPICS.size())
                    + "\",\"data\":\"" + "x".repeat(size) + "\"}");
        }
    }

    private static List<Long> offsets(StreamClient stream, int count) throws IOException {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            offsets.add(offset(nextWithData(stream)));
        }
        return offsets;
    }

    /** Skips the id with which a stream begins. */
    private static String nextWithData(StreamClient stream) throws IOException {
        String event = stream.next();
        while (!event.contains("\ndata: ")) {
            assertThat(event).startsWith("id: ");
            event = stream.next();
        }
        return event;
    }

    private static long offset(String event) {
        assertThat(event).startsWith("id: ").doesNotContain("missed");
        return Long.parseLong(event.substring(event.indexOf(':', "id: ".length()) + 1, event.indexOf('\n')));
    }

    private static List<Long> numbers(long from, long to) {
        List<Long> numbers = new ArrayList<>();
        for (long n = from; n <= to; n++) {
            numbers.add(n);
        }
        return numbers;
    }
}
