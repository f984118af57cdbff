package dev.carillon.stats;

import dev.carillon.hub.Hub;
import dev.carillon.metrics.LoopMeters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** The measurements of one loop. They belong to the loop; any thread may read them. */
public final class LoopStats {
    private static final long DELAY_STEP_MILLIS = 100;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final NodeStats node;
    private final Vertx vertx;
    private final Context context;
    private final Hub hub;
    private final LoopMeters meters;
    private final AtomicLong longestDelayNanos = new AtomicLong();
    private volatile boolean statsWatched;
    private volatile boolean topicsWatched;
    private boolean measuresDelay;

    LoopStats(NodeStats node, Vertx vertx, Context context, Hub hub, LoopMeters meters) {
        this.node = node;
        this.vertx = vertx;
        this.context = context;
        this.hub = hub;
        this.meters = meters;
    }

    /**
     * Runs once a second on the loop: checks whether there are subscribers here, and measures if there are some on any
     * loop.
     */
    public void tick() {
        statsWatched = hub.subscriberCount(ServiceTopics.STATS) > 0;
        topicsWatched = hub.subscriberCount(ServiceTopics.TOPICS) > 0;
        boolean wanted = node.isStatsWatched();
        meters.recordFanOut(wanted);
        if (wanted && !measuresDelay) {
            measureDelay();
        }
    }

    boolean isStatsWatched() {
        return statsWatched;
    }

    boolean isTopicsWatched() {
        return topicsWatched;
    }

    Context context() {
        return context;
    }

    Hub hub() {
        return hub;
    }

    /** The longest delay of a task of the loop since the last call. */
    long takeLongestDelayNanos() {
        return longestDelayNanos.getAndSet(0);
    }

    /** Adds the times that were recorded since the last call, in microseconds. */
    void addFanOut(Histogram into) {
        meters.addFanOut(into);
    }

    private void measureDelay() {
        measuresDelay = node.isStatsWatched();
        if (measuresDelay) {
            long due = System.nanoTime() + DELAY_STEP_MILLIS * NANOS_PER_MILLI;
            vertx.setTimer(DELAY_STEP_MILLIS, fired -> {
                longestDelayNanos.accumulateAndGet(System.nanoTime() - due, Math::max);
                measureDelay();
            });
        }
    }
}
