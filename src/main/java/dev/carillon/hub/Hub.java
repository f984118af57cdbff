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
 * The subscribers of one loop, and the way in for publications. Only that loop may call it; other threads reserve room in it.
 *
 * <p>Each subscriber gets exactly the publications between its join and its leave that match, in the order of
 * publication, none twice. Order holds within an audience; two subscriptions of a connection are two subscribers.
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
     * @param later runs a task on the hub's own loop, after the present one and whatever I/O waits; never at once
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

    /** Has the topics and patterns that get a first subscriber, or lose their last, told; to be called before the first joins. */
    public void watch(PatternListener listener) {
        index.watch(listener);
    }

    /**
     * Has the beginning of a new order of what is remembered told.
     *
     * @param onRestart takes what {@link #position} was until then
     */
    public void onRestart(LongConsumer onRestart) {
        this.onRestart = onRestart;
    }

    /** From the next publication on. The audience is the receipt: {@link #leave} wants it back. */
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

    /** From now on it gets nothing more, whatever was published before. In constant time. */
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
     * Delivers at once what was published before this call and this subscriber has not had, and the sweep will not
     * bring it again. For a subscription that ends while its connection goes on: what was published before it ended
     * belongs to it. What the subscriber is just taking in {@code deliver} counts as had.
     *
     * @throws IllegalStateException when called from inside a delivery that this call makes: what it would deliver could
     *     overtake the rest of that
     */
    public void deliverOutstanding(Audience audience, Subscriber subscriber) {
        requireMember(audience, subscriber);
        if (deliversOutstanding) {
            throw new IllegalStateException("outstanding publications must not be delivered from within their delivery");
        }
        if (!audience.isBusy()) {
            return;
        }
        // Memory of its own: the sweep's may hold a batch that somebody is just taking, and this is rare.
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

    /** A batch with memory of its own, for publications that others load. */
    public Batch newBatch() {
        return new Batch(limits.batchBytes(), FrameMemory.ofBytes(limits.batchBytes()), this::slowReaders);
    }

    public SlowReaderRules slowReaders() {
        return slowReaders;
    }

    /** Other rules hold from the next frame on that finds a reader too slow. */
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

    /** Queues it for every audience that listens; they get it from the sweep, after this call. */
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

    /** Behind {@code offset} is what comes next: what is remembered up to it may have come before this loop listened. */
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
     * The offset through which this subscriber has every remembered publication that it was to get: just behind lies the
     * first that waits for it, and nothing before {@link #position} does where none waits. What it is just taking in
     * {@code deliver} counts as had.
     */
    public long deliveredThrough(Audience audience, Subscriber subscriber) {
        requireMember(audience, subscriber);
        return audience.deliveredThrough(subscriber, position);
    }

    /**
     * What is pending on this loop or on its way to it, in bytes as {@link SweepLimits#pendingBytes} counts them; 0 when
     * all is written. Any thread may call this.
     */
    public long pendingBytes() {
        return backlog.bytes();
    }

    /** The most that may be pending. */
    public long pendingBytesMax() {
        return limits.pendingBytes();
    }

    /** Subscribers on this loop that a publication to this topic would reach, through whatever pattern and form. */
    public long subscriberCount(TopicName topic) {
        index.collect(topic, matching);
        long count = 0;
        for (Audience audience : matching) {
            count += audience.subscriberCount();
        }
        matching.clear();
        return count;
    }

    /** All subscribers to patterns that {@code condition} holds for. */
    public List<Subscriber> subscribers(Predicate<TopicPattern> condition) {
        List<Subscriber> found = new ArrayList<>();
        index.forEach(audience -> {
            if (condition.test(audience.pattern())) {
                audience.addTo(found);
            }
        });
        return found;
    }

    /** Topics and patterns with a subscriber on this loop. */
    public int patternCount() {
        return index.patternCount();
    }

    /** Of all subscribers on this loop to all patterns. */
    public long subscriptionCount() {
        return subscriptions;
    }

    /** All topics and patterns that somebody listens to, in no particular order: in one go, 2 to 4 ms for 100,000. */
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
