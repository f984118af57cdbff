package dev.carillon.replica;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import com.hazelcast.core.HazelcastInstance;
import dev.carillon.bus.Arrivals;
import dev.carillon.bus.Arrivals.LastValues;
import dev.carillon.bus.InvalidPublication;
import dev.carillon.bus.SharedLog;
import dev.carillon.logging.OncePerMinute;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Connects this node to the shared log: one thread adds, one reads, and one checks timeouts. Other methods may be
 * called from any thread.
 */
public final class Replica {
    private static final System.Logger LOG = System.getLogger(Replica.class.getName());

    /** How long each thread waits for work before it checks timeouts. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private static final Duration PAUSE = Duration.ofMillis(50);

    /** A node that has not read to the end for this time is behind. */
    private static final Duration BEHIND = Duration.ofSeconds(5);

    private final Rings rings;
    private final Writer writer;
    private final Tail tail;
    private final LongSupplier nanoTime;
    private final Thread writing;
    private final Thread reading;

    /** A separate thread, since the others may be waiting for the cluster when a publisher must be answered. */
    private final Thread expiring;

    private volatile boolean stopped;

    /** A failure that only a restart repairs; null without one. */
    private volatile @Nullable String failure;

    private Replica(Rings rings, Writer writer, Tail tail, LongSupplier nanoTime) {
        this.rings = rings;
        this.writer = writer;
        this.tail = tail;
        this.nanoTime = nanoTime;
        this.writing = Thread.ofPlatform().daemon().name("carillon-log-writer").unstarted(() -> run(this::write));
        this.expiring = Thread.ofPlatform().daemon().name("carillon-log-times").unstarted(() -> run(this::expire));
        this.reading = Thread.ofPlatform().daemon().name("carillon-log-reader").unstarted(() -> run(this::read));
    }

    /**
     * A replica that joins the log that the nodes of {@code hazelcast} share. It does nothing before {@link #start}.
     *
     * @param size the number of nodes of the complete cluster, if only a majority accepts publications
     * @param historyBytes the limit of this node's log
     * @param bus receives the shared log to add publications to, and returns the receiver of its publications
     */
    public static Replica of(
            HazelcastInstance hazelcast, Optional<Integer> size, long historyBytes, Function<SharedLog, Arrivals> bus) {
        HazelcastOlderValues older = new HazelcastOlderValues(hazelcast, new LastValuesCodec(System::nanoTime));
        Replica replica = of(
                new HazelcastRings(hazelcast, size, System::nanoTime),
                older,
                ReplicaSettings.of(size.isPresent(), historyBytes),
                bus);
        older.answerFrom(replica::lastValues);
        return replica;
    }

    static Replica of(Rings rings, OlderValues older, ReplicaSettings settings, Function<SharedLog, Arrivals> bus) {
        LongSupplier nanoTime = System::nanoTime;
        RandomGenerator random = RandomGenerator.getDefault();
        ItemCodec codec = new ItemCodec(nanoTime);
        Writer writer = new Writer(rings, codec, settings, nanoTime, random.nextLong());
        Tail tail = new Tail(rings, older, codec, bus.apply(writer), writer, settings, nanoTime, random);
        return new Replica(rings, writer, tail, nanoTime);
    }

    /** A part of the answer to another node's request. */
    private Optional<LastValues> lastValues(String epoch, long after, long through) {
        return stopped ? Optional.empty() : tail.lastValues(epoch, after, through);
    }

    /** Logs a warning: if topics are remembered and the size of the cluster is not set, publications may be lost. */
    public static void warnWithoutSize() {
        LOG.log(
                WARNING,
                "remembered topics without --cluster-size: parts of the cluster that are separated continue alone,"
                        + " and publications to the smaller part are lost when they join");
    }

    /** Starts the threads that read and add. */
    public void start() {
        writing.start();
        reading.start();
        expiring.start();
    }

    /** One iteration of a thread. */
    @FunctionalInterface
    private interface Turn {
        void take() throws InterruptedException;
    }

    private void write() throws InterruptedException {
        writer.step(PATIENCE);
    }

    private void expire() throws InterruptedException {
        Thread.sleep(PATIENCE);
        writer.expire();
    }

    private void read() throws InterruptedException {
        if (!tail.step(PATIENCE) && tail.isSearching()) {
            Thread.sleep(PAUSE);
        }
    }

    private void run(Turn turn) {
        OncePerMinute limit = new OncePerMinute(nanoTime);
        while (!stopped) {
            try {
                turn.take();
            } catch (InterruptedException stop) {
                return;
            } catch (RingFailure | InvalidPublication again) {
                if (stopped || Thread.currentThread().isInterrupted()) {
                    return;
                }
                limit.admit()
                        .ifPresent(suppressed -> LOG.log(
                                WARNING,
                                "shared log: " + again.getMessage() + "; trying again suppressed=" + suppressed));
                pause();
            } catch (Throwable unexpected) {
                fail(unexpected);
                return;
            }
        }
    }

    /**
     * Stops this node's part: the last items may have been applied only in part, so its log may differ from that of the
     * others.
     */
    private void fail(Throwable unexpected) {
        if (!stopped) {
            failure = Thread.currentThread().getName() + " has ended: " + unexpected;
            LOG.log(ERROR, "shared log: this node no longer takes part; restart it", unexpected);
            stop();
        }
    }

    /** A failure that only a restart repairs, if there is one. */
    public Optional<String> notAlive() {
        return Optional.ofNullable(failure);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** The reason why remembered publications are not accepted or not delivered to subscribers, if there is one. */
    public Optional<String> notReady() {
        if (failure != null) {
            return Optional.of("shared log: " + failure);
        }
        Optional<String> unavailable = rings.unavailable();
        if (unavailable.isPresent()) {
            return unavailable;
        }
        if (!tail.hasJoined()) {
            return Optional.of("this node has not found the shared log yet, or begun one");
        }
        if (!tail.hasCaughtUp()) {
            return Optional.of("this node has not read the shared log to its end yet");
        }
        Duration behind = behind();
        return behind.compareTo(BEHIND) < 0
                ? Optional.empty()
                : Optional.of("this node is " + behind.toSeconds() + " s behind the shared log");
    }

    /** The time since this node last had everything that is in the shared log. */
    public Duration behind() {
        return Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - tail.caughtUpNanos()));
    }

    /** Bytes of publications that wait for confirmation. */
    public long pendingBytes() {
        return writer.pendingBytes();
    }

    /** The number of times that this node had to read the log from its beginning. */
    public long restarts() {
        return tail.restarts();
    }

    /**
     * Completes within seconds, when all pending publications are confirmed or their publishers have received an error.
     */
    public CompletionStage<?> settled() {
        return writer.settled();
    }

    /** Ends the threads. Waiting publishers receive an error. */
    public void stop() {
        stopped = true;
        writing.interrupt();
        reading.interrupt();
        expiring.interrupt();
        writer.close();
    }
}
