package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Grant;
import dev.carillon.catchup.CatchUp;
import dev.carillon.catchup.CatchUpMeters;
import dev.carillon.frame.Compression;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.SweepLimits;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.log.HistoryBounds;
import dev.carillon.log.HistoryRules;
import dev.carillon.log.Log;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A session that ends a subscription and makes another one while it reads from the log. */
class ResubscribingTest {
    private static final MaskedFrames CLIENT = new MaskedFrames(() -> 0x01020304);
    private static final int REMEMBERED = 20;

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Hub hub = new Hub(later::add, () -> 0, HubMeters.SILENT, SweepLimits.DEFAULT, SlowReaderRules.NONE);
    private final Log log = new Log(
            new HistoryRules(List.of(new HistoryRules.Rule(
                    new TopicPattern("kept.*"),
                    Optional.of(new HistoryBounds(100, Long.MAX_VALUE, Duration.ZERO)),
                    false))),
            1 << 20,
            "now",
            () -> 0);
    private final CatchUp catchUp = new CatchUp(log, hub, later::add, () -> 0, CatchUpMeters.SILENT);
    private final Endpoints endpoints = TestEndpoints.remembering(hub, catchUp);
    private final RecordedConnection connection =
            new RecordedConnection(endpoints.session(Compression.NONE, Grant.OPEN));

    ResubscribingTest() {
        connection.receiver().onOpen(connection);
        for (int number = 1; number <= REMEMBERED; number++) {
            Publication publication = new Publication(
                    new TopicName("kept.a"), Payload.text(String.valueOf(number).getBytes(UTF_8)), 0);
            hub.reserve(publication);
            log.append(publication, hub::publish);
        }
        connection.room = 5;
    }

    @Test
    void aRepeatedSubscriptionDeliversItsPublicationsAgain() {
        subscribe("kept.a", "now:0");
        assertThat(received()).isEqualTo(numbers(1, 5));
        say(new JsonObject().put("type", "unsubscribe").put("topic", "kept.a"));
        subscribe("kept.a", "now:0");
        readAll();
        assertThat(received()).isEqualTo(numbers(1, REMEMBERED));
    }

    @Test
    void publicationsOfAnActiveSubscriptionAreNotRepeated() {
        subscribe("kept.a", "now:0");
        assertThat(received()).isEqualTo(numbers(1, 5));
        subscribe("kept.*", "now:0");
        readAll();
        assertThat(received()).isEqualTo(numbers(6, REMEMBERED));
    }

    @Test
    void pendingPublicationsOfAnEndedSubscriptionComeThroughTheOthers() {
        subscribe("kept.*", "now:0");
        subscribe("kept.a", "now:0");
        assertThat(received()).isEqualTo(numbers(1, 5));
        say(new JsonObject().put("type", "unsubscribe").put("topic", "kept.*"));
        subscribe("kept.b", "now:0");
        readAll();
        assertThat(received()).isEqualTo(numbers(6, REMEMBERED));
    }

    private void subscribe(String topic, String since) {
        say(new JsonObject().put("type", "subscribe").put("topic", topic).put("since", since));
    }

    private void say(JsonObject command) {
        connection
                .receiver()
                .onBytes(
                        connection, ByteBuffer.wrap(CLIENT.text(command.encode().getBytes(UTF_8))));
    }

    private void readAll() {
        connection.room = Integer.MAX_VALUE;
        connection.cursor().orElseThrow().onWritable();
    }

    /** The numbers that have come since the last call. */
    private List<Integer> received() {
        while (!later.isEmpty()) {
            later.remove().run();
        }
        return connection.takeSent().stream()
                .map(frame -> new JsonObject(new String(frame, 2, frame.length - 2, UTF_8).replaceFirst("^[^{]*", "")))
                .filter(event -> event.getString("type").equals("message"))
                .map(event -> Integer.valueOf(event.getString("data")))
                .toList();
    }

    private static List<Integer> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }
}
