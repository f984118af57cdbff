package dev.carillon.stats;

import dev.carillon.hub.Hub;
import dev.carillon.metrics.LoopMeters;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Publishes the figures of the node and of its topics to subscribers on this node. Any thread may call it, except
 * {@link #tick}.
 */
public final class NodeStats {
    private static final Logger LOG = System.getLogger(NodeStats.class.getName());

    /** The age of the figures that a new page shows at once. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final List<LoopStats> loops = new CopyOnWriteArrayList<>();
    private final NodeFigures figures;
    private final TopicCensus census;

    /** Recent figures, the oldest first; empty if there was no subscriber in that time. Guarded by its own monitor. */
    private final Deque<Publication> recent = new ArrayDeque<>();

    public NodeStats(MeterRegistry registry, String version, InstantSource timeOfDay) {
        this.figures = new NodeFigures(registry, version, timeOfDay);
        this.census = new TopicCensus(loops, timeOfDay);
    }

    /** Adds a loop; to be called on its context, before it serves. */
    public LoopStats loop(Vertx vertx, Context context, Hub hub, LoopMeters meters) {
        LoopStats loop = new LoopStats(this, vertx, context, hub, meters);
        loops.add(loop);
        return loop;
    }

    boolean isStatsWatched() {
        return loops.stream().anyMatch(LoopStats::isStatsWatched);
    }

    public TopicCensus census() {
        return census;
    }

    /**
     * Runs once a second on one loop, after the ticks of all loops.
     *
     * @param publish delivers a publication to the subscribers of this node
     */
    public void tick(Vertx vertx, Consumer<Publication> publish) {
        forgetOlderThan(System.nanoTime() - REMEMBERED.toNanos());
        if (isStatsWatched()) {
            Publication stats = publication(ServiceTopics.STATS, figures.take(loops));
            synchronized (recent) {
                recent.add(stats);
            }
            publish.accept(stats);
        }
        if (loops.stream().anyMatch(LoopStats::isTopicsWatched)) {
            census.takeTop(vertx)
                    .ifPresent(top -> top.onSuccess(json -> publish.accept(publication(ServiceTopics.TOPICS, json)))
                            .onFailure(failure -> LOG.log(Level.WARNING, "the topics cannot be counted", failure)));
        } else {
            census.forget();
        }
    }

    /** The {@code most} newest figures at most, the oldest first. */
    public List<Publication> recent(int most) {
        synchronized (recent) {
            List<Publication> all = new ArrayList<>(recent);
            return all.subList(Math.max(0, all.size() - most), all.size());
        }
    }

    private static Publication publication(TopicName topic, JsonObject json) {
        return new Publication(topic, Payload.json(json.toBuffer().getBytes()), System.nanoTime());
    }

    private void forgetOlderThan(long nanos) {
        synchronized (recent) {
            while (!recent.isEmpty() && recent.getFirst().publishedNanos() - nanos < 0) {
                recent.removeFirst();
            }
        }
    }
}
