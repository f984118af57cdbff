package dev.carillon.bus;

import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes at most one publication of each topic in an interval. The first is published at once and begins the
 * interval. The newest that arrives during the interval is held and published at its end, which begins the next one.
 *
 * <p>A topic is stored only while its interval runs. Publishers call from any thread, so a lock guards it: the
 * publications of one topic must be published in their order, whichever thread publishes them. One alarm is set at a
 * time: all intervals have the same length, so the one that began first ends first.
 */
final class Conflation {
    /**
     * The most running intervals, about 30 MB. At this number, the interval that ends next ends early, and its
     * publication is published.
     */
    static final int TOPICS_MAX = 1 << 17;

    /** The most publications released in one turn, so that other tasks of the loop and publishers do not wait long. */
    private static final int TURN = 256;

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final Alarm alarm;

    /**
     * The running intervals; the one that ends first is the first. Guarded by this object's monitor, as all fields
     * below.
     */
    private final SequencedMap<TopicName, Interval> running = new LinkedHashMap<>();

    private boolean alarmSet;
    private boolean flushed;
    private long replaced;

    /** Runs a task later, on a loop. */
    interface Alarm {
        /** Runs the task after {@code nanos} at the earliest; in the next turn of the loop if that is 0 or less. */
        void in(long nanos, Runnable task);
    }

    /** A publication that has not been published yet. */
    interface Arrival {
        TopicName topic();

        /** Reserves space for it; then one of the other methods must be called. */
        Outcome reserve();

        void cancel();

        PublishResult publish();

        /** Publishes it with the present time, since the intended wait does not count as delay. */
        void publishHeld(long nowNanos);
    }

    private static final class Interval {
        final long endNanos;

        /** The newest publication during the interval; null if there is none. */
        @Nullable
        Arrival held;

        Interval(long endNanos) {
            this.endNanos = endNanos;
        }
    }

    /** @param nanoTime as {@link System#nanoTime} */
    Conflation(Duration interval, LongSupplier nanoTime, Alarm alarm) {
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
        this.alarm = alarm;
    }

    /** Publishes it, now or later, if there is space. It replaces a held publication of its topic. */
    synchronized PublishResult take(Arrival arrival) {
        return switch (arrival.reserve()) {
            case Refused refused -> refused;
            case Taken room -> takeReserved(arrival);
        };
    }

    private PublishResult takeReserved(Arrival arrival) {
        Interval interval = running.get(arrival.topic());
        if (interval != null && interval.held != null) {
            interval.held.cancel();
            interval.held = null;
            replaced++;
        }
        long now = nanoTime.getAsLong();
        if (interval != null && now - interval.endNanos < 0) {
            interval.held = arrival;
            return PublishResult.TAKEN;
        }
        if (!flushed) {
            begin(arrival.topic(), now);
            awaitFirst(now);
        }
        return arrival.publish();
    }

    private void begin(TopicName topic, long now) {
        running.putLast(topic, new Interval(now + intervalNanos));
        if (running.size() > TOPICS_MAX) {
            publishHeld(running.pollFirstEntry().getValue(), now);
        }
    }

    private void awaitFirst(long now) {
        if (!alarmSet && !running.isEmpty()) {
            alarmSet = true;
            alarm.in(running.firstEntry().getValue().endNanos - now, this::endIntervals);
        }
    }

    private synchronized void endIntervals() {
        alarmSet = false;
        long now = nanoTime.getAsLong();
        for (int i = 0; i < TURN && firstHasEnded(now); i++) {
            Map.Entry<TopicName, Interval> ended = running.pollFirstEntry();
            if (publishHeld(ended.getValue(), now)) {
                begin(ended.getKey(), now);
            }
        }
        awaitFirst(now);
    }

    private boolean firstHasEnded(long now) {
        return !running.isEmpty() && now - running.firstEntry().getValue().endNanos >= 0;
    }

    /** Publishes the held publication, if there is one. Returns whether there was one. */
    private static boolean publishHeld(Interval interval, long now) {
        if (interval.held == null) {
            return false;
        }
        interval.held.publishHeld(now);
        return true;
    }

    /** Publishes all held publications, and holds no more: for a node that stops. */
    synchronized void flush() {
        flushed = true;
        long now = nanoTime.getAsLong();
        running.values().forEach(interval -> publishHeld(interval, now));
        running.clear();
    }

    /** How many publications were replaced by a newer one. */
    synchronized long replacedCount() {
        return replaced;
    }

    /** The number of topics with a running interval. */
    synchronized int topicCount() {
        return running.size();
    }
}
