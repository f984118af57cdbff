package dev.carillon.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;

/** A hub whose loop the test runs and whose clock the test moves; its meters are fields. */
final class HandRunHub implements HubMeters {
    static final Rendering RAW = publication -> publication.payload().bytes();
    static final Rendering ENVELOPE = publication -> (publication.topic() + "=" + text(publication)).getBytes(UTF_8);

    final Hub hub;
    long nanos = 1_000;
    int published;
    int refused;
    long frames;
    long bytes;
    final List<Long> swept = new ArrayList<>();

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Map<Recorder, Audience> audiences = new HashMap<>();

    HandRunHub(SweepLimits limits) {
        hub = new Hub(this::later, () -> nanos, this, limits, SlowReaderRules.NONE);
    }

    /** A turn of {@code sliceVisits} visits, without another effective limit. */
    static HandRunHub withVisits(int sliceVisits) {
        return new HandRunHub(new SweepLimits(64 << 10, sliceVisits, Duration.ofDays(1), Duration.ofDays(1), 64 << 20));
    }

    static HandRunHub withBatches(int batchBytes) {
        return new HandRunHub(new SweepLimits(batchBytes, 512, Duration.ofDays(1), Duration.ofDays(1), 64 << 20));
    }

    static Publication publication(String topic, String text) {
        return publication(topic, text, 0);
    }

    private static Publication publication(String topic, String text, long nanos) {
        return new Publication(new TopicName(topic), Payload.text(text.getBytes(UTF_8)), nanos);
    }

    static String text(Publication publication) {
        return new String(publication.payload().bytes(), UTF_8);
    }

    Recorder join(String pattern) {
        return join(pattern, RAW);
    }

    Recorder join(String pattern, Rendering rendering) {
        return join(pattern, rendering, new Recorder());
    }

    Recorder join(String pattern, Rendering rendering, Recorder recorder) {
        audiences.put(recorder, hub.join(new TopicPattern(pattern), rendering, recorder));
        return recorder;
    }

    List<Recorder> join(String pattern, int count) {
        List<Recorder> recorders = new ArrayList<>();
        for (int joined = 0; joined < count; joined++) {
            recorders.add(join(pattern));
        }
        return recorders;
    }

    void leave(Recorder recorder) {
        hub.leave(audienceOf(recorder), recorder);
        audiences.remove(recorder);
    }

    void deliverOutstanding(Recorder recorder) {
        hub.deliverOutstanding(audienceOf(recorder), recorder);
    }

    Audience audienceOf(Recorder recorder) {
        return Objects.requireNonNull(audiences.get(recorder));
    }

    /** Publishes the texts one after the other. Returns whether the last one was accepted. */
    boolean publish(String topic, String... texts) {
        PublishResult result = PublishResult.TAKEN;
        for (String text : texts) {
            Publication publication = publication(topic, text, nanos);
            result = hub.reserve(publication);
            if (result instanceof Taken) {
                hub.publish(publication);
            }
        }
        return result instanceof Taken;
    }

    /** Runs the task that the hub has scheduled. */
    void turn() {
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
    }

    /** Runs the loop until it has no tasks. Returns the number of turns. */
    int turns() {
        int turns = 0;
        while (!isAtRest()) {
            turn();
            turns++;
        }
        return turns;
    }

    boolean isAtRest() {
        return tasks.isEmpty();
    }

    @Override
    public void published() {
        published++;
    }

    @Override
    public void refused() {
        refused++;
    }

    @Override
    public void delivered(long moreFrames, long moreBytes) {
        frames += moreFrames;
        bytes += moreBytes;
    }

    @Override
    public void swept(long latencyNanos) {
        swept.add(latencyNanos);
    }

    private void later(Runnable task) {
        tasks.add(task);
        assertThat(tasks).as("tasks handed to the loop").hasSize(1);
    }
}
