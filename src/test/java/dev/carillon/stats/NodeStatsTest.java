package dev.carillon.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hub.CountingSubscriber;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.SweepLimits;
import dev.carillon.metrics.CarillonMeters;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicPattern;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A node publishes its figures only while there is a subscriber. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeStatsTest {
    private static final Rendering RAW = publication -> publication.payload().bytes();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Publication> published = new ArrayList<>();
    private Vertx vertx;
    private Hub hub;
    private NodeStats stats;
    private LoopStats loop;

    @BeforeAll
    void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() {
        published.clear();
        hub = new Hub(task -> {}, System::nanoTime, HubMeters.SILENT, SweepLimits.DEFAULT, SlowReaderRules.NONE);
        stats = new NodeStats(registry, "1", InstantSource.system());
        loop = stats.loop(vertx, vertx.getOrCreateContext(), hub, new CarillonMeters(registry).forLoop(0));
    }

    private void tick() {
        loop.tick();
        stats.tick(vertx, published::add);
    }

    @Test
    void nothingIsPublishedOrKeptWithoutASubscriber() {
        hub.join(new TopicPattern("**"), RAW, new CountingSubscriber());
        tick();
        assertThat(published).isEmpty();
        CountingSubscriber reader = new CountingSubscriber();
        var audience = hub.join(new TopicPattern("$stats"), RAW, reader);
        tick();
        assertThat(published).extracting(Publication::topic).containsExactly(ServiceTopics.STATS);
        assertThat(stats.recent(10)).isEqualTo(published);
        hub.leave(audience, reader);
        tick();
        assertThat(published).hasSize(1);
    }

    @Test
    void aSubscriberToAllTopicsOfTheServiceCounts() {
        hub.join(new TopicPattern("$**"), RAW, new CountingSubscriber());
        tick();
        assertThat(published).extracting(Publication::topic).contains(ServiceTopics.STATS);
    }

    @Test
    void publicationsOfTheServiceAreNotCounted() {
        List<String> counted = new ArrayList<>();
        List<Runnable> later = new ArrayList<>();
        Hub counting = new Hub(
                later::add,
                System::nanoTime,
                new HubMeters() {
                    @Override
                    public void published() {
                        counted.add("published");
                    }

                    @Override
                    public void delivered(long frames, long bytes) {
                        counted.add("delivered " + frames);
                    }

                    @Override
                    public void swept(long nanos) {
                        counted.add("swept");
                    }
                },
                SweepLimits.DEFAULT,
                SlowReaderRules.NONE);
        CountingSubscriber reader = new CountingSubscriber();
        counting.join(new TopicPattern("$stats"), RAW, reader);
        counting.join(new TopicPattern("a"), RAW, new CountingSubscriber());
        Publication own = new Publication(ServiceTopics.STATS, Payload.json(new byte[] {'1'}), System.nanoTime());
        assertThat(counting.reserve(own)).isNotNull();
        counting.publish(own);
        later.removeFirst().run();
        assertThat(reader.frames()).isEqualTo(1);
        assertThat(counted).containsExactly("delivered 0");
    }
}
