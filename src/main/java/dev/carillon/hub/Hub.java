package dev.carillon.hub;

import dev.carillon.publication.Publication;
import dev.carillon.publication.PublicationListener;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The subscribers of one loop; publications for them arrive here. Only that loop may call it, except to reserve space.
 *
 * <p>Each subscriber receives exactly the publications between its join and its leave that match, in the order of
 * publication, without duplicates. The order holds within an audience; two subscriptions of a connection are two
 * subscribers.
 */
public final class Hub implements PublicationListener {
    private final HubMeters meters;
    private final SweepLimits limits;
    private final AudienceIndex index = new AudienceIndex();
    private final Backlog backlog;
    private final Sweep sweep;

    /** Empty between calls. */
    private final List<Audience> matching = new ArrayList<>();

    private SlowReaderRules slowReaders;
    private boolean deliversOutstanding;
    private long subscriptions;
    private long position;
    private LongConsumer onRestart = before -> {};

    /**
     * @param later runs a task on the hub's own loop, after the current one and waiting I/O; never at once
     * @param nanoTime the clock of {@link Publication#publishedNanos()}
     */
    public Hub(
            Executor later, LongSupplier nanoTime, HubMeters meters, SweepLimits limits, SlowReaderRules slowReaders) {
        this.meters = meters;
        this.limits = limits;
        this.slowReaders = slowReaders;
        backlog = new Backlog(limits.pendingBytes());
        sweep = new Sweep(later, nanoTime, meters, new TimeSlice(limits, nanoTime), backlog, newBatch());
    }

    /**
     * Calls {@code listener} for topics and patterns that get their first subscriber or lose their last. Must be called
     * before the first joins.
     */
    public void watch(PatternListener listener) {
        index.watch(listener);
    }

    /**
     * Calls {@code onRestart} when the log begins a new epoch.
     *
     * @param onRestart receives the {@link #position} before the new epoch
     */
    public void onRestart(LongConsumer onRestart) {
        this.onRestart = onRestart;
    }

    /** Receives publications from the next one on. {@link #leave} needs the returned audience. */
    public Audience join(TopicPattern pattern, Rendering rendering, Subscriber subscriber) {
        Audience audience = index.getOrAdd(pattern, rendering);
        if (audience.contains(subscriber)) {
            throw new IllegalArgumentException(
                    "a subscriber must join once, but is already in the audience of " + pattern);
        }
        audience.join(subscriber);
        subscriptions++;
        return audience;
    }

    /** Receives nothing more, not even publications that are pending. In constant time. */
    public void leave(Audience audience, Subscriber subscriber) {
        requireMember(audience, subscriber);
        audience.leave(subscriber);
        subscriptions--;
        if (audience.subscriberCount() == 0) {
            index.remove(audience);
            audience.close(backlog::release);
        }
    }

    /**
     * Delivers now what was published before this call and this subscriber has not received; the sweep does not deliver
     * it again. For a subscription that ends while its connection stays open, because what was published before the end
     * belongs to it. What the subscriber is receiving in {@code deliver} counts as received.
     *
     * @throws IllegalStateException when called from inside a delivery that this call makes: its deliveries could
     *     overtake the rest of that one
     */
    public void deliverOutstanding(Audience audience, Subscriber subscriber) {
        requireMember(audience, subscriber);
        if (deliversOutstanding) {
            throw new IllegalStateException(
                    "outstanding publications must not be delivered from within their delivery");
        }
        if (!audience.isBusy()) {
            return;
        }
        // With its own memory, because the sweep's memory may contain a batch that is being delivered. This call is
        // rare.
        Batch batch = new Batch(limits.batchBytes(), FrameMemory.ofNothing(), this::slowReaders);
        deliversOutstanding = true;
        try {
            audience.deliverOutstanding(
                    subscriber, batch, audience.pattern().isOfTheService() ? HubMeters.SILENT : meters);
        } finally {
            deliversOutstanding = false;
            batch.clear();
        }
    }

    /** A batch with its own memory, for publications that the caller loads. */
    public Batch newBatch() {
        return new Batch(limits.batchBytes(), FrameMemory.ofBytes(limits.batchBytes()), this::slowReaders);
    }

    public SlowReaderRules slowReaders() {
        return slowReaders;
    }

    /** Replaces the rules, for the next frame for which a reader is too slow. */
    public void use(SlowReaderRules next) {
        slowReaders = next;
    }

    @Override
    public Outcome reserve(Publication publication) {
        Outcome result = backlog.reserve(publication);
        if (result instanceof Refused) {
            meters.refused();
        }
        return result;
    }

    @Override
    public void cancel(Publication publication) {
        backlog.cancel(publication);
    }

    /** Queues it for every audience that matches; the sweep delivers it after this call. */
    @Override
    public void publish(Publication publication) {
        if (!publication.topic().isOfTheService()) {
            meters.published();
        }
        position = Math.max(position, publication.offset());
        index.collect(publication.topic(), matching);
        if (matching.isEmpty()) {
            backlog.cancel(publication);
        } else {
            queue(publication);
            matching.clear();
        }
    }

    /**
     * The next publication has an offset after {@code offset}; remembered ones up to it may have been published before
     * this loop received publications.
     */
    @Override
    public void startAt(long offset) {
        position = Math.max(position, offset);
    }

    @Override
    public void restartAt(long offset) {
        long before = position;
        startAt(offset);
        onRestart.accept(before);
    }

    /** The offset of the newest remembered publication that came to this loop; 0 before the first. */
    public long position() {
        return position;
    }

    /**
     * The offset through which this subscriber has received every remembered publication that it must receive: the
     * first one that waits for it comes directly after. If none waits, this is {@link #position}. What it is receiving
     * in {@code deliver} counts as received.
     */
    public long deliveredThrough(Audience audience, Subscriber subscriber) {
        requireMember(audience, subscriber);
        return audience.deliveredThrough(subscriber, position);
    }

    /**
     * The bytes that are pending on this loop or on their way to it, as {@link SweepLimits#pendingBytes} counts them; 0
     * when everything has been written. Any thread may call this.
     */
    public long pendingBytes() {
        return backlog.bytes();
    }

    /** The limit for {@link #pendingBytes}. */
    public long pendingBytesMax() {
        return limits.pendingBytes();
    }

    /** The subscribers of this loop that a publication to this topic would reach, over all patterns and forms. */
    public long subscriberCount(TopicName topic) {
        index.collect(topic, matching);
        long count = 0;
        for (Audience audience : matching) {
            count += audience.subscriberCount();
        }
        matching.clear();
        return count;
    }

    /** All subscribers to patterns for which {@code condition} is true. */
    public List<Subscriber> subscribers(Predicate<TopicPattern> condition) {
        List<Subscriber> found = new ArrayList<>();
        index.forEach(audience -> {
            if (condition.test(audience.pattern())) {
                audience.addTo(found);
            }
        });
        return found;
    }

    /** Number of topics and patterns with a subscriber on this loop. */
    public int patternCount() {
        return index.patternCount();
    }

    /** Number of subscribers of this loop, over all patterns. */
    public long subscriptionCount() {
        return subscriptions;
    }

    /** All topics and patterns with subscribers, in no particular order. It takes 2 to 4 ms for 100,000. */
    public List<PatternCount> patterns() {
        return index.patterns();
    }

    private void queue(Publication publication) {
        Pending pending = backlog.add(publication, matching.size());
        for (Audience audience : matching) {
            if (audience.add(pending)) {
                sweep.add(audience);
            }
        }
    }

    private static void requireMember(Audience audience, Subscriber subscriber) {
        if (!audience.contains(subscriber)) {
            throw new IllegalArgumentException(
                    "expected a subscriber of " + audience.pattern() + ", but was one that is not in this audience");
        }
    }
}
