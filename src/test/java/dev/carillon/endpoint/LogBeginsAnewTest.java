package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Grant;
import dev.carillon.catchup.CatchUp;
import dev.carillon.catchup.CatchUpMeters;
import dev.carillon.frame.Compression;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.SweepLimits;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.log.HistoryBounds;
import dev.carillon.log.HistoryRules;
import dev.carillon.log.Log;
import dev.carillon.log.Start;
import dev.carillon.protocol.StreamForm;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shared log restarts for a node that has missed removed entries: its clients are notified. */
class LogBeginsAnewTest {
    private static final HistoryRules RULES = new HistoryRules(List.of(new HistoryRules.Rule(
            new TopicPattern("r.*"), Optional.of(new HistoryBounds(100, 1 << 20, Duration.ZERO)), false)));

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Log log = new Log(RULES, 1 << 20, "own", () -> 0);
    private final Hub hub = new Hub(later::add, () -> 0, HubMeters.SILENT, SweepLimits.DEFAULT, SlowReaderRules.NONE);
    private final Endpoints endpoints =
            TestEndpoints.remembering(hub, new CatchUp(log, hub, later::add, () -> 0, CatchUpMeters.SILENT));

    @BeforeEach
    void join() {
        hub.onRestart(endpoints::restarted);
        log.restart("first", 10);
        hub.startAt(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"r.a", "r.*", "r.a r.b"})
    void aLiveStreamReceivesMissedAfterARestartOfTheLog(String topics) {
        RecordedConnection stream = stream(topics, Start.LIVE);
        RecordedConnection other = stream("plain", Start.LIVE);
        arrives(20, "before");
        restart("first", 50);
        arrives(60, "after");
        assertThat(text(stream)).containsSubsequence("data: before", "event: missed", "data: after");
        assertThat(text(stream).split("event: missed")).as("once").hasSize(2);
        assertThat(text(other)).doesNotContain("missed");
    }

    @Test
    void aRawWebSocketIsDisconnectedWhenTheLogRestarts() {
        RecordedConnection raw = new RecordedConnection(
                endpoints.topic(new TopicPattern("r.a"), Compression.NONE, Start.LIVE, Grant.OPEN));
        raw.receiver().onOpen(raw);
        arrives(20, "before");
        assertThat(raw.isOpen()).isTrue();
        restart("first", 50);
        assertThat(raw.isOpen()).isFalse();
    }

    /** Other publications may have the offsets before it. */
    @Test
    void aClientWithALaterPositionInTheEarlierLogIsDisconnected() {
        RecordedConnection ahead = stream("r.a", Start.since("since", "first:70"));
        log.restart("next", 60);
        runAll();
        assertThat(ahead.isOpen()).isTrue();
        hub.restartAt(60);
        runAll();
        assertThat(ahead.isOpen()).isFalse();
    }

    private RecordedConnection stream(String topics, Start start) {
        List<TopicPattern> patterns =
                List.of(topics.split(" ")).stream().map(TopicPattern::new).toList();
        RecordedConnection stream =
                new RecordedConnection(endpoints.eventStream(patterns, StreamForm.PAYLOAD, start, Grant.OPEN));
        stream.receiver().onOpen(stream);
        return stream;
    }

    private void restart(String epoch, long through) {
        log.restart(epoch, through);
        hub.restartAt(through);
        runAll();
    }

    private void arrives(long offset, String text) {
        Publication publication = new Publication(new TopicName("r.a"), Payload.text(text.getBytes(UTF_8)), 0);
        hub.reserve(publication);
        log.put(offset, publication, hub::publish);
        runAll();
    }

    /** Tasks may add themselves again, so their number is bounded. */
    private void runAll() {
        for (int i = 0; i < 50 && !later.isEmpty(); i++) {
            later.remove().run();
        }
    }

    private static String text(RecordedConnection connection) {
        return connection.sent.stream().map(bytes -> new String(bytes, UTF_8)).collect(Collectors.joining());
    }
}
