package dev.carillon.replica;

import dev.carillon.bus.Arrivals.Entry;
import dev.carillon.bus.KeyPart;
import dev.carillon.bus.SharedLog;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.publication.PublishResult.Unconfirmed;
import dev.carillon.replica.Item.Batch;
import dev.carillon.replica.Item.End;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds the publications of this node's clients to the shared log, one batch at a time: while one is being added, the
 * next is collected. So their order is kept. A batch that is added again because its result is unknown has the same
 * number, so it counts once.
 *
 * <p>One lock guards it: publishers on any thread, the thread that adds, and the thread of the {@link Tail} call it.
 */
final class Writer implements SharedLog {
    private static final int BATCH_BYTES = 64 << 10;
    private static final int BATCH_ENTRIES = 1000;

    /** The memory of a publication besides its payload. */
    private static final long ENTRY_BYTES = 256;

    /** A batch that the tail has not read after this time is added again. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    /** The pause after a failure. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Rings rings;
    private final ItemCodec codec;
    private final ReplicaSettings settings;
    private final LongSupplier nanoTime;
    private final long id;

    private final AtomicLong pendingBytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, as all fields below. */
    private final Deque<Waiting> queue = new ArrayDeque<>();

    private @Nullable InFlight inFlight;
    private long lastNumber;

    /** The position of the tail; null while the tail does not pass on what it reads. */
    private @Nullable Target target;

    private long pausedUntil;
    private boolean paused;
    private boolean closed;

    /** A publication that waits to be added or confirmed. */
    private record Waiting(Entry entry, CompletableFuture<Outcome> outcome, long sinceNanos) {}

    /** The position of the tail. */
    private record Target(long segment, long sequence, String epoch, boolean ended, long bytes) {}

    /** A batch that is being added. */
    private static final class InFlight {
        final long number;
        final List<Waiting> all;
        boolean added;
        String epoch = "";
        long segment;
        long sequence;
        long atNanos;

        InFlight(long number, List<Waiting> all) {
            this.number = number;
            this.all = all;
        }
    }

    /** The item to add now. */
    private record Addition(
            long segment, Item item, @Nullable InFlight batch) {}

    /**
     * @param id different from that of every other writer
     */
    Writer(Rings rings, ItemCodec codec, ReplicaSettings settings, LongSupplier nanoTime, long id) {
        this.rings = rings;
        this.codec = codec;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.id = id;
    }

    long id() {
        return id;
    }

    /** Bytes of publications that wait to be confirmed. Any thread may call this. */
    long pendingBytes() {
        return pendingBytes.get();
    }

    @Override
    public boolean takesForAll() {
        return rings.isChosen();
    }

    @Override
    public Outcome reserve(Publication publication) {
        Optional<String> unavailable = rings.unavailable();
        if (unavailable.isPresent()) {
            return new Unconfirmed(unavailable.get());
        }
        long cost = cost(publication);
        long before = pendingBytes.getAndAdd(cost);
        // A publication larger than the limit is added alone.
        if (before > 0 && before + cost > settings.pendingBytes()) {
            pendingBytes.addAndGet(-cost);
            return new Busy(before, settings.pendingBytes());
        }
        return PublishResult.TAKEN;
    }

    @Override
    public void cancel(Publication publication) {
        pendingBytes.addAndGet(-cost(publication));
    }

    private static long cost(Publication publication) {
        return ENTRY_BYTES + publication.payload().bytes().length;
    }

    @Override
    public PublishResult publish(Publication publication, Optional<KeyPart> key) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        lock.lock();
        try {
            if (closed) {
                cancel(publication);
                return new Unconfirmed("this node stops; it is not published");
            }
            queue.add(new Waiting(new Entry(publication, key), outcome, nanoTime.getAsLong()));
            if (queue.size() == 1) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return new Pending(outcome);
    }

    /**
     * Adds the next batch, or waits at most this long for one. Must be called by one thread.
     *
     * @throws RingFailure when it is unknown whether it was added; the next call adds it again
     */
    void step(Duration patience) throws InterruptedException {
        Addition addition = next(patience);
        if (addition == null) {
            return;
        }
        try {
            long sequence = rings.add(addition.segment(), codec.bytes(addition.item()));
            added(addition, sequence);
        } catch (RingFailure failure) {
            pause();
            throw failure;
        }
    }

    private @Nullable Addition next(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Addition addition = addition();
            long left = patience.isZero() ? 0 : waitNanos(patience);
            while (addition == null && left > 0) {
                left = changed.awaitNanos(left);
                addition = addition();
            }
            return addition;
        } finally {
            lock.unlock();
        }
    }

    private long waitNanos(Duration patience) {
        return paused
                ? Math.max(1, Math.min(patience.toNanos(), pausedUntil - nanoTime.getAsLong()))
                : patience.toNanos();
    }

    private @Nullable Addition addition() {
        Target to = target;
        if (to == null || to.ended() || isPaused() || (inFlight == null && queue.isEmpty())) {
            return null;
        }
        InFlight batch = inFlight == null ? collect() : inFlight;
        inFlight = batch;
        if (batch.added && !isLost(batch, to)) {
            return null;
        }
        if (to.bytes() >= settings.segmentBytes(rings.retainedBytes())) {
            return new Addition(to.segment(), new End(), null);
        }
        batch.epoch = to.epoch();
        List<Entry> entries = batch.all.stream().map(Waiting::entry).toList();
        return new Addition(to.segment(), new Batch(id, batch.number, to.epoch(), entries), batch);
    }

    private boolean isPaused() {
        paused = paused && nanoTime.getAsLong() - pausedUntil < 0;
        return paused;
    }

    /** Whether the tail has passed the place of the batch without reading it, or the batch has another epoch. */
    private boolean isLost(InFlight batch, Target to) {
        return !batch.epoch.equals(to.epoch())
                || batch.segment < to.segment()
                || (batch.segment == to.segment() && batch.sequence < to.sequence())
                || nanoTime.getAsLong() - batch.atNanos >= AGAIN.toNanos();
    }

    private InFlight collect() {
        List<Waiting> batch = new ArrayList<>();
        int bytes = 0;
        while (!queue.isEmpty() && batch.size() < BATCH_ENTRIES) {
            int next = queue.peek().entry().publication().payload().bytes().length;
            if (!batch.isEmpty() && bytes + next > BATCH_BYTES) {
                break;
            }
            bytes += next;
            batch.add(queue.remove());
        }
        lastNumber++;
        return new InFlight(lastNumber, batch);
    }

    private void added(Addition addition, long sequence) {
        lock.lock();
        try {
            if (addition.batch() == null || sequence == Rings.FULL) {
                // The tail reads to the end of the segment, and continues with the next one.
                pauseFor(PAUSE.dividedBy(10));
                return;
            }
            addition.batch().added = true;
            addition.batch().segment = addition.segment();
            addition.batch().sequence = sequence;
            addition.batch().atNanos = nanoTime.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        lock.lock();
        try {
            pauseFor(PAUSE);
        } finally {
            lock.unlock();
        }
    }

    private void pauseFor(Duration time) {
        paused = true;
        pausedUntil = nanoTime.getAsLong() + time.toNanos();
    }

    /** The tail has reached a place; {@code takes} says whether it passes on what it reads. */
    void reached(Place place, boolean takes) {
        lock.lock();
        try {
            Target before = target;
            target = takes && !place.epoch().isEmpty() && place.sequence() > 0
                    ? new Target(place.segment(), place.sequence(), place.epoch(), place.hasEnded(), place.bytes())
                    : null;
            if (target != null && !target.equals(before)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The tail has stopped passing on what it reads, and looks for a place where it can join. */
    void departed() {
        lock.lock();
        try {
            target = null;
        } finally {
            lock.unlock();
        }
    }

    /** This node has read a batch of this writer. */
    void confirmed(long number, List<Optional<Taken>> results) {
        List<Waiting> all = end(number);
        for (int i = 0; i < all.size(); i++) {
            CompletableFuture<Outcome> outcome = all.get(i).outcome();
            Optional<KeyPart> key = all.get(i).entry().key();
            results.get(i)
                    .ifPresentOrElse(
                            outcome::complete,
                            () -> outcome.completeExceptionally(
                                    new KeyReused(key.orElseThrow().key())));
        }
    }

    /** The log contains batches of this writer up to this number that this node has not passed on. */
    void passedBy(long through) {
        Unconfirmed unknown = new Unconfirmed(unknownWhether());
        end(through).forEach(waiting -> waiting.outcome().complete(unknown));
    }

    private List<Waiting> end(long through) {
        lock.lock();
        try {
            if (inFlight == null || inFlight.number > through) {
                return List.of();
            }
            List<Waiting> all = inFlight.all;
            inFlight = null;
            all.forEach(waiting -> cancel(waiting.entry().publication()));
            changed.signalAll();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private String unknownWhether() {
        return "expected the other nodes to confirm within "
                + settings.confirmTime().toSeconds()
                + " s that they have it, but they did not: it may still be published; repeat it with the same key";
    }

    /** Answers publishers that have waited too long. To be called often. */
    void expire() {
        List<Waiting> unpublished = new ArrayList<>();
        List<Waiting> unknown = new ArrayList<>();
        lock.lock();
        try {
            long latest = nanoTime.getAsLong() - settings.confirmTime().toNanos();
            while (!queue.isEmpty() && queue.peek().sinceNanos() - latest < 0) {
                unpublished.add(queue.remove());
            }
            if (inFlight != null) {
                inFlight.all.stream()
                        .filter(waiting -> waiting.sinceNanos() - latest < 0)
                        .forEach(unknown::add);
            }
        } finally {
            lock.unlock();
        }
        unpublished.forEach(waiting -> cancel(waiting.entry().publication()));
        Unconfirmed not = new Unconfirmed("expected the log of the nodes to take it within "
                + settings.confirmTime().toSeconds() + " s, but it did not: it is not published");
        unpublished.forEach(waiting -> waiting.outcome().complete(not));
        Unconfirmed maybe = new Unconfirmed(unknownWhether());
        unknown.forEach(waiting -> waiting.outcome().complete(maybe));
    }

    /** Completes when all publications that wait now are confirmed, or their publishers have received an error. */
    CompletableFuture<?> settled() {
        lock.lock();
        try {
            List<Waiting> all = inFlight == null ? List.of() : inFlight.all;
            // Results complete in the order of publication, so the last one completes last.
            Waiting last = queue.isEmpty() && !all.isEmpty() ? all.getLast() : queue.peekLast();
            return last == null
                    ? CompletableFuture.completedFuture(null)
                    : last.outcome().copy();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting publications with an error, and accepts no more. */
    void close() {
        List<Waiting> all = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            target = null;
            all.addAll(queue);
            queue.clear();
            if (inFlight != null) {
                all.addAll(inFlight.all);
                inFlight = null;
            }
        } finally {
            lock.unlock();
        }
        all.forEach(waiting -> cancel(waiting.entry().publication()));
        Unconfirmed ends = new Unconfirmed("this node stops; it may still be published: repeat it with the same key");
        all.forEach(waiting -> waiting.outcome().complete(ends));
    }
}
