package dev.carillon.replica;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.DistributedObject;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments as ringbuffers of Hazelcast, and a map of one entry that names the first segment. Reads are for one
 * thread.
 */
final class HazelcastRings implements Rings, MembershipListener {
    static final String FIRST = "first" + RingsConfig.PARTITION;

    private static final String PREFIX = RingsConfig.NAME + "-";

    /** Longer than Hazelcast waits for a backup. */
    private static final Duration CALL = Duration.ofSeconds(4);

    /** After this time without an item, a reader checks the end of the ring, since its wait may be lost. */
    private static final Duration IDLE = Duration.ofSeconds(2);

    private final HazelcastInstance hazelcast;
    private final IMap<String, Long> firsts;
    private final Optional<Integer> size;
    private final LongSupplier nanoTime;
    private volatile int members;
    private volatile boolean oldest;
    private volatile long retainedBytes = Long.MAX_VALUE;

    /** The pending read; null before the first one. */
    private @Nullable Wait waiting;

    private record Wait(ReadPoint from, long sinceNanos, CompletableFuture<ReadResultSet<byte[]>> items) {}

    /** @param size the number of nodes in the cluster, if only a majority of them accepts publications */
    HazelcastRings(HazelcastInstance hazelcast, Optional<Integer> size, LongSupplier nanoTime) {
        this.hazelcast = hazelcast;
        this.size = size;
        this.nanoTime = nanoTime;
        this.firsts = hazelcast.getMap(RingsConfig.NAME);
        hazelcast.getCluster().addMembershipListener(this);
        count();
    }

    static String name(long segment) {
        return PREFIX + segment + RingsConfig.PARTITION;
    }

    private static OptionalLong segment(String name) {
        return name.startsWith(PREFIX) && name.endsWith(RingsConfig.PARTITION)
                ? OptionalLong.of(
                        Long.parseLong(name.substring(PREFIX.length(), name.length() - RingsConfig.PARTITION.length())))
                : OptionalLong.empty();
    }

    private Ringbuffer<byte[]> ring(long segment) {
        return hazelcast.getRingbuffer(name(segment));
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        count();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        count();
    }

    /** Counts the members. Synchronized, so that the last call counts the newest members. */
    private synchronized void count() {
        Iterable<Member> all = hazelcast.getCluster().getMembers();
        int counted = 0;
        boolean first = false;
        long least = Long.MAX_VALUE;
        for (Member member : all) {
            first |= counted == 0 && member.localMember();
            counted++;
            least = Math.min(least, retainedBytes(member));
        }
        members = counted;
        oldest = first;
        retainedBytes = least;
    }

    /**
     * The attribute of a member; without a limit for a member that is not a node of Carillon, or has another version.
     */
    private static long retainedBytes(Member member) {
        String bytes = member.getAttribute(RingsConfig.RETAINED_BYTES);
        return bytes == null ? Long.MAX_VALUE : Long.parseLong(bytes);
    }

    @Override
    public long retainedBytes() {
        return retainedBytes;
    }

    @Override
    public int capacity() {
        return RingsConfig.ITEMS;
    }

    @Override
    public Optional<String> unavailable() {
        if (size.isEmpty() || members >= RingsConfig.majority(size.get())) {
            return Optional.empty();
        }
        return Optional.of("expected " + RingsConfig.majority(size.get()) + " of the " + size.get()
                + " nodes of the cluster to remember a publication, but was " + members);
    }

    @Override
    public boolean isChosen() {
        return oldest;
    }

    @Override
    public OptionalLong first() {
        // getAsync would look for a key with @ in another partition (Hazelcast 5.3.8).
        return attempt("finding the first segment", () -> {
            Long first = firsts.get(FIRST);
            return first == null ? OptionalLong.empty() : OptionalLong.of(first);
        });
    }

    @Override
    public void begin(long segment) {
        attempt("beginning", () -> Optional.ofNullable(firsts.putIfAbsent(FIRST, segment)));
    }

    @Override
    public void dropBefore(long segment) {
        OptionalLong first = first();
        if (first.isPresent() && first.getAsLong() < segment) {
            replaceFirst(first.getAsLong(), segment);
        }
    }

    @Override
    public void beginAnew(long first, long segment) {
        replaceFirst(first, segment);
    }

    private void replaceFirst(long first, long segment) {
        attempt("letting go", () -> {
            if (firsts.replace(FIRST, first, segment)) {
                destroyAllOutside(OptionalLong.of(segment));
            }
            return true;
        });
    }

    /**
     * Removes all other segments, also those that remain from a node that ended meanwhile, or that a node had when it
     * joined.
     */
    private void destroyAllOutside(OptionalLong log) {
        for (DistributedObject object : hazelcast.getDistributedObjects()) {
            OptionalLong segment = segment(object.getName());
            if (object instanceof Ringbuffer && segment.isPresent() && !Segments.isOfLog(log, segment.getAsLong())) {
                object.destroy();
            }
        }
    }

    @Override
    public long add(long segment, byte[] item) {
        Long sequence = call("adding", () -> ring(segment).addAsync(item, OverflowPolicy.FAIL));
        return sequence == null ? FULL : sequence;
    }

    @Override
    public List<byte[]> read(ReadPoint from, Duration patience) {
        Wait wait = waiting(from);
        try {
            ReadResultSet<byte[]> items = wait.items().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            waiting = null;
            return checked(items, from);
        } catch (TimeoutException nothing) {
            if (nanoTime.getAsLong() - wait.sinceNanos() >= IDLE.toNanos()) {
                waiting = null;
                requireReachesTo(from.segment(), from.sequence() - 1);
            }
            return List.of();
        } catch (InterruptedException stopped) {
            throw interrupted(stopped);
        } catch (ExecutionException failed) {
            waiting = null;
            throw new RingFailure("reading: " + failed.getCause(), failed.getCause());
        }
    }

    /**
     * Returns the pending read, if it is for the same place: an abandoned read would stay on the owner until an item
     * arrives.
     */
    private Wait waiting(ReadPoint from) {
        Wait before = waiting;
        if (before != null && before.from().equals(from)) {
            return before;
        }
        Wait wait = attempt(
                "reading",
                () -> new Wait(
                        from,
                        nanoTime.getAsLong(),
                        ring(from.segment())
                                .readManyAsync(
                                        from.first(),
                                        1,
                                        READ_MAX,
                                        from.isAtBeginning() ? null : new SkipKnownItem(from.before()))
                                .toCompletableFuture()));
        waiting = wait;
        return wait;
    }

    /** Checks the sequences: a ring that ends before the requested item returns items from another place. */
    private static List<byte[]> checked(ReadResultSet<byte[]> items, ReadPoint from) {
        List<byte[]> all = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            byte[] item = items.get(i);
            long expected = from.sequence() + i;
            if (items.getSequence(i) == expected - 1) {
                throw new RingsChanged("the log has another item where this node has read on");
            }
            if (items.getSequence(i) != expected) {
                throw new RingsChanged("expected the item " + expected + ", but was " + items.getSequence(i));
            }
            if (item == null && i == 0) {
                throw new RingsChanged("expected the item " + expected + ", but the segment has only later ones");
            }
            if (item == null) {
                break;
            }
            all.add(item);
        }
        return all;
    }

    private void requireReachesTo(long segment, long last) {
        long tail = attempt("looking for the end", () -> ring(segment).tailSequence());
        if (tail < last) {
            throw new RingsChanged("a segment ends at " + tail + ", and " + last + " was read of it");
        }
    }

    @Override
    public boolean confirm(ReadPoint from, List<byte[]> items) {
        int backups = size.map(nodes -> RingsConfig.backups(size)).orElse(-1);
        return Boolean.TRUE.equals(call("confirming", () -> ConfirmItems.ask(hazelcast, from, items, backups)));
    }

    private <T> @Nullable T call(String what, Supplier<CompletionStage<T>> call) {
        try {
            return attempt(what, call).toCompletableFuture().get(CALL.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new RingFailure(what + ": no answer within " + CALL.toSeconds() + " s", late);
        } catch (InterruptedException stopped) {
            throw interrupted(stopped);
        } catch (ExecutionException failed) {
            throw new RingFailure(what + ": " + failed.getCause(), failed.getCause());
        }
    }

    /** Converts exceptions that Hazelcast throws before it returns a future. */
    private static <T> T attempt(String what, Supplier<T> step) {
        try {
            return step.get();
        } catch (RuntimeException failed) {
            throw new RingFailure(what + ": " + failed, failed);
        }
    }

    private static RingFailure interrupted(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new RingFailure("this node stops", stopped);
    }
}
