package dev.carillon.replica;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.carillon.bus.Arrivals;
import dev.carillon.bus.Arrivals.LastValue;
import dev.carillon.bus.Arrivals.LastValues;
import dev.carillon.log.Log;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.replica.Item.Header;
import dev.carillon.replica.Item.Restart;
import dev.carillon.replica.Place.Meaning;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the shared log for one node, item by item, and passes valid publications to its bus. It restarts itself: after
 * a failure it reads again from its position, and if the log does not continue there, it begins a new epoch. Confined
 * to one thread, except where a method says that any thread may call it.
 */
final class Tail {
    private static final System.Logger LOG = System.getLogger(Tail.class.getName());

    /** How often a reader checks whether its segment is still part of the log. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** After this time, an item that begins an epoch is added again. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    /**
     * Offsets that are left free before the first: each change of rules uses one on a node that waits for others and
     * later joins their log.
     */
    private static final int SPARE_AT_FIRST = 1000;

    private final Rings rings;
    private final OlderValues older;
    private final ItemCodec codec;
    private final Arrivals arrivals;
    private final Writer writer;
    private final ReplicaSettings settings;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;

    /** The bytes of each segment that was read to its end and still exists. */
    private final NavigableMap<Long, Long> segmentBytes = new TreeMap<>();

    /** Null while the beginning of the log is unknown. */
    private @Nullable Place place;

    /**
     * Whether this node passes on what it reads; until then it reads to find a place where it can join. Written by one
     * thread.
     */
    private volatile boolean joined;

    /** Whether this node had publications with ids of {@link #epochBefore} that other nodes do not have. */
    private boolean diverged;

    private String epochBefore = "";

    /** The token of the epoch that this node begins; 0 if it begins none. */
    private long token;

    private long tokenNanos;
    private long missingNanos;
    private boolean missing;

    /** Whether a segment has begun since old ones were last removed, so there may be too many. */
    private boolean segmentBegan;

    private long lookedNanos;

    /** Whether the items of the last read have not been confirmed yet. */
    private boolean unconfirmed;

    /** The log does not exist. */
    private final LastingCondition noLog;

    /** The log does not contain the items that this node has read. */
    private final LastingCondition mismatch;

    /** No node has sent the last values from before the log. */
    private final LastingCondition unanswered;

    /** The position where reading last failed; null if it never has. */
    private @Nullable Obstacle obstacle;

    /** The offset through which this node has read the log. */
    private volatile long takenThrough;

    private volatile long caughtUpNanos;

    /** Whether this node has read to the end since it joined. Written by one thread. */
    private volatile boolean caughtUp;

    private final AtomicLong restarts = new AtomicLong();

    /** The position after the last item that could be read. */
    private record Obstacle(long segment, long sequence) {}

    Tail(
            Rings rings,
            OlderValues older,
            ItemCodec codec,
            Arrivals arrivals,
            Writer writer,
            ReplicaSettings settings,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.rings = rings;
        this.older = older;
        this.codec = codec;
        this.arrivals = arrivals;
        this.writer = writer;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.random = random;
        this.caughtUpNanos = nanoTime.getAsLong();
        this.noLog = new LastingCondition(nanoTime, settings.lost());
        this.mismatch = new LastingCondition(nanoTime, settings.lost());
        this.unanswered = new LastingCondition(nanoTime, settings.lost());
    }

    /** When this node last had read to the end, on its clock of nanoseconds. Any thread may call this. */
    long caughtUpNanos() {
        return caughtUpNanos;
    }

    /** Whether the log has not begun, was lost, or has unconfirmed items. For the thread of this. */
    boolean isSearching() {
        return place == null || unconfirmed || noLog.isActive() || mismatch.isActive();
    }

    /** Whether this node passes on what it reads. Any thread may call this. */
    boolean hasJoined() {
        return joined;
    }

    /** The next last values of this node for another node, if it has read that far. Any thread may call this. */
    Optional<LastValues> lastValues(String epoch, long after, long through) {
        return joined && takenThrough >= through ? arrivals.lastValues(epoch, after, through) : Optional.empty();
    }

    /** Whether this node has read to the end since it joined. Any thread may call this. */
    boolean hasCaughtUp() {
        return caughtUp;
    }

    private void catchUp() {
        caughtUpNanos = nanoTime.getAsLong();
        caughtUp = joined;
    }

    /** The number of times that this node had to start again. Any thread may call this. */
    long restarts() {
        return restarts.get();
    }

    /**
     * Reads the available items, or waits for one for at most {@code patience}.
     *
     * @return whether it made progress
     * @throws RingFailure when the cluster did not answer; then this may be called again
     */
    boolean step(Duration patience) {
        try {
            if (place == null) {
                return find();
            }
            if (place.hasEnded()) {
                segmentBytes.put(place.segment(), place.bytes());
                place.toNextSegment();
            }
            lookAtTimes(place);
            return read(place, patience);
        } catch (RingsChanged changed) {
            change(changed);
            return false;
        } finally {
            if (place != null) {
                writer.reached(place, joined);
            }
        }
    }

    private boolean find() {
        OptionalLong first = rings.first();
        if (first.isPresent()) {
            missing = false;
            place = new Place(first.getAsLong(), rings.capacity());
            lookedNanos = nanoTime.getAsLong();
            segmentBytes.clear();
            return true;
        }
        if (!missing) {
            missing = true;
            missingNanos = nanoTime.getAsLong();
        }
        if (isAmongFew()) {
            missing = false;
            return false;
        }
        Duration patience = epochBefore.isEmpty() ? settings.missing() : settings.lost();
        if (nanoTime.getAsLong() - missingNanos >= patience.toNanos()) {
            rings.begin(Segments.ofNewLog(random));
        }
        return false;
    }

    /** Called only after the next segment has begun, so that a late node finds a log that continues. */
    private void dropOldSegments() {
        if (segmentBytes.isEmpty()) {
            return;
        }
        long retained = Math.min(settings.retainedBytes(), rings.retainedBytes());
        long all = segmentBytes.values().stream().mapToLong(Long::longValue).sum();
        long first = segmentBytes.firstKey();
        for (var segment : segmentBytes.entrySet()) {
            if (all + settings.segmentBytes(retained) <= retained) {
                break;
            }
            all -= segment.getValue();
            first = segment.getKey() + 1;
        }
        if (first > segmentBytes.firstKey()) {
            rings.dropBefore(first);
            segmentBytes.headMap(first).clear();
        }
    }

    private void lookAtTimes(Place here) {
        long now = nanoTime.getAsLong();
        if (now - lookedNanos >= LOOK.toNanos()) {
            look(here);
            lookedNanos = now;
        }
    }

    private void change(RingsChanged changed) {
        if (place != null) {
            // This node may only be too slow, and its segment removed.
            look(place);
        }
        if (place == null) {
            return;
        }
        if (isAmongFew()) {
            mismatch.end();
        } else if (mismatch.observed()) {
            passObstacle(place, String.valueOf(changed.getMessage()));
        }
    }

    /**
     * Begins another log if this node stops at the same item a second time. An item that no node can read blocks the
     * log for all nodes, so no publication could be acknowledged any more.
     */
    private void passObstacle(Place here, String why) {
        Obstacle now = new Obstacle(here.segment(), here.sequence());
        OptionalLong first = rings.first();
        if (now.equals(obstacle) && first.isPresent()) {
            rings.beginAnew(first.getAsLong(), Segments.ofNewLog(random));
        }
        obstacle = now;
        depart(true, why);
    }

    /** Whether this node is without a majority, so that what it sees proves nothing. */
    private boolean isAmongFew() {
        return rings.unavailable().isPresent();
    }

    private void look(Place here) {
        OptionalLong first = rings.first();
        if (first.isEmpty()) {
            if (isAmongFew()) {
                noLog.end();
            } else if (noLog.observed()) {
                depart(true, "the log no longer exists");
            }
            return;
        }
        noLog.end();
        if (!Segments.isOfSameLog(first.getAsLong(), here.segment())) {
            depart(true, "another log has begun");
        } else if (first.getAsLong() > here.segment()) {
            // If only a majority writes, this node has read only items that all nodes have read.
            depart(!settings.majority(), "the next item was removed from the log");
        }
    }

    private boolean read(Place here, Duration patience) {
        if (place == null) {
            return false;
        }
        ReadPoint from = here.readPoint();
        List<byte[]> items = rings.read(from, patience);
        if (items.isEmpty()) {
            catchUp();
            addWhatIsMissing(here);
            return false;
        }
        unconfirmed = !rings.confirm(from, items);
        if (unconfirmed) {
            look(here);
            return false;
        }
        for (int i = 0; i < items.size() && !here.hasEnded(); i++) {
            pass(here, items.get(i));
        }
        mismatch.end();
        if (items.size() < Rings.READ_MAX && !here.hasEnded()) {
            catchUp();
        }
        if (segmentBegan) {
            segmentBegan = false;
            dropOldSegments();
        }
        return true;
    }

    /** At the end of all items: adds the header or the new epoch that only this node may be able to add. */
    private void addWhatIsMissing(Place here) {
        if (here.sequence() == 0) {
            if (here.epoch().isEmpty() && !Segments.isFirstOfAll(here.segment())) {
                throw new RingsChanged(
                        "expected the log to begin with the header of its first segment, but that has none");
            }
            rings.add(here.segment(), codec.bytes(here.epoch().isEmpty() ? firstHeader() : here.header()));
        } else if (diverged && (token == 0 || nanoTime.getAsLong() - tokenNanos >= AGAIN.toNanos())) {
            token = random.nextLong(1, Long.MAX_VALUE);
            tokenNanos = nanoTime.getAsLong();
            rings.add(here.segment(), codec.bytes(new Restart(token, newEpoch(), nextOffset())));
        }
    }

    private Header firstHeader() {
        return new Header(newEpoch(), nextOffset(), 0, new LinkedHashMap<>());
    }

    private String newEpoch() {
        return HexFormat.of().toHexDigits(random.nextInt());
    }

    private long nextOffset() {
        return arrivals.newest() + 1 + (epochBefore.isEmpty() ? SPARE_AT_FIRST : Log.SPARE_OFFSETS);
    }

    private void pass(Place here, byte[] raw) {
        Optional<Meaning> meaning = here.pass(raw, codec.item(raw));
        switch (meaning.orElseThrow(() -> new RingsChanged("the log does not continue where this node has stopped"))) {
            case Meaning.Nothing nothing -> {}
            case Meaning.Segment(Header header) -> {
                if (!joined) {
                    joinAtBeginning(here);
                    here.lastBatch(writer.id()).ifPresent(writer::passedBy);
                }
                segmentBegan = true;
            }
            case Meaning.Epoch(long by, String epoch, long through) -> begin(by, epoch, through);
            case Meaning.Publications publications -> take(publications);
        }
        takenThrough = here.offset() - 1;
        writer.reached(here, joined);
    }

    private void take(Meaning.Publications publications) {
        long by = publications.batch().writer();
        long number = publications.batch().number();
        if (joined) {
            List<Optional<Taken>> results = arrivals.arrived(publications.first(), publications.entries());
            if (by == writer.id()) {
                writer.confirmed(number, results);
            }
        } else if (by == writer.id()) {
            writer.passedBy(number);
        }
    }

    private void begin(long by, String epoch, long through) {
        if (joined) {
            restart(epoch, through, List.of());
        } else {
            diverged &= by != token;
            if (mayJoin(epoch, through)) {
                join(epoch, through, List.of());
            }
        }
    }

    private void joinAtBeginning(Place here) {
        long through = here.offset() - 1;
        if (mayJoin(here.epoch(), through)) {
            join(here.epoch(), through, olderValues(here, through));
        }
    }

    /** Whether the ids from this position on cannot be confused with those that this node had before. */
    private boolean mayJoin(String epoch, long through) {
        boolean may = through >= arrivals.newest() && !(diverged && epoch.equals(epochBefore));
        diverged |= !may;
        return may;
    }

    /** Begins to pass on what is read from this position on. */
    private void join(String epoch, long through, List<LastValue> lastValues) {
        restart(epoch, through, lastValues);
        joined = true;
        diverged = false;
        token = 0;
    }

    /**
     * The last values from earlier segments. If no node can send them now, the log is read again from its beginning.
     */
    private List<LastValue> olderValues(Place here, long through) {
        if (Segments.isFirstOfAll(here.segment())) {
            return List.of();
        }
        Optional<List<LastValue>> values = older.through(here.epoch(), through);
        if (values.isEmpty() && !unanswered.observed()) {
            place = null;
            throw new RingFailure(
                    "expected another node to have the last values from before the log, but none did", null);
        }
        if (values.isEmpty()) {
            LOG.log(
                    WARNING,
                    "shared log: no other node has the last values from before it; this node goes on without them");
        }
        unanswered.end();
        return values.orElse(List.of());
    }

    private void restart(String epoch, long through, List<LastValue> lastValues) {
        arrivals.restarted(epoch, through, lastValues);
        if (!epochBefore.isEmpty()) {
            restarts.incrementAndGet();
            LOG.log(WARNING, "shared log restarts epoch=" + epoch + " through=" + through);
        } else {
            LOG.log(
                    INFO,
                    "shared log joined epoch=" + epoch + " through=" + through + " lastValues=" + lastValues.size());
        }
        epochBefore = epoch;
    }

    private void depart(boolean mayHaveOthers, String why) {
        Place here = place;
        if (here != null) {
            LOG.log(
                    WARNING,
                    "shared log is read again from its beginning, since " + why + " segment=" + here.segment()
                            + " sequence=" + here.sequence());
        }
        diverged |= mayHaveOthers && joined;
        joined = false;
        caughtUp = false;
        place = null;
        token = 0;
        missing = false;
        noLog.end();
        mismatch.end();
        unconfirmed = false;
        writer.departed();
    }
}
