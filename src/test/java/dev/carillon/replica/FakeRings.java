package dev.carillon.replica;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/**
 * Rings as a cluster has them at its worst: an item is on the owner first and may get lost with it, calls fail before or after
 * their effect, are carried out late or twice, and all may be gone.
 */
final class FakeRings implements Rings {
    static final int CAPACITY = 12;

    private static final class Ring {
        final List<byte[]> items = new ArrayList<>();

        /** So many of them are where no failure of a minority takes them. */
        int safe;
    }

    private final Random random;
    private final NavigableMap<Long, Ring> rings = new TreeMap<>();
    private final List<Runnable> late = new ArrayList<>();
    private OptionalLong first = OptionalLong.empty();

    /** Of 100 calls, how many do something that they should not. */
    int faults;

    boolean majority = true;

    int capacity = CAPACITY;

    /** Whether a read has all that it may have. */
    boolean readsAll;

    FakeRings(Random random) {
        this.random = random;
    }

    private boolean isFault() {
        return random.nextInt(100) < faults;
    }

    private void mayFail() {
        if (!majority || isFault()) {
            throw new RingFailure("a fault", null);
        }
    }

    @Override
    public long retainedBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public Optional<String> unavailable() {
        return majority ? Optional.empty() : Optional.of("no majority");
    }

    @Override
    public boolean isChosen() {
        return true;
    }

    @Override
    public OptionalLong first() {
        mayFail();
        return first;
    }

    @Override
    public void begin(long segment) {
        mayFail();
        if (first.isEmpty()) {
            first = OptionalLong.of(segment);
        }
        mayFail();
    }

    @Override
    public void beginAnew(long from, long segment) {
        mayFail();
        if (first.isPresent() && first.getAsLong() == from) {
            first = OptionalLong.of(segment);
            rings.clear();
        }
        mayFail();
    }

    @Override
    public void dropBefore(long segment) {
        mayFail();
        if (first.isPresent() && first.getAsLong() < segment) {
            first = OptionalLong.of(segment);
            rings.headMap(segment).clear();
        }
        mayFail();
    }

    @Override
    public long add(long segment, byte[] item) {
        mayFail();
        if (isFault()) {
            late.add(() -> put(segment, item));
            throw new RingFailure("late", null);
        }
        long sequence = put(segment, item);
        if (isFault()) {
            put(segment, item);
        }
        mayFail();
        return sequence;
    }

    private long put(long segment, byte[] item) {
        Ring ring = rings.computeIfAbsent(segment, none -> new Ring());
        if (ring.items.size() == capacity) {
            return FULL;
        }
        ring.items.add(item);
        if (!isFault()) {
            ring.safe = ring.items.size();
        }
        return ring.items.size() - 1L;
    }

    @Override
    public List<byte[]> read(long segment, long from, int known, Duration patience) {
        mayFail();
        List<byte[]> items = rings.getOrDefault(segment, new Ring()).items;
        if (items.size() < from + known) {
            throw new RingsChanged("it reaches to " + items.size() + " and not to " + (from + known));
        }
        int to = Math.min(items.size(), (int) from + known + (readsAll ? READ_MAX : random.nextInt(4)));
        return List.copyOf(items.subList((int) from, to));
    }

    @Override
    public boolean confirm(long segment, long from, List<byte[]> items) {
        mayFail();
        Ring ring = rings.get(segment);
        int to = (int) from + items.size();
        if (!Segments.isOfLog(first, segment) || ring == null || ring.safe < to) {
            return false;
        }
        for (int i = 0; i < items.size(); i++) {
            if (!Arrays.equals(items.get(i), ring.items.get((int) from + i))) {
                return false;
            }
        }
        mayFail();
        return true;
    }

    /** The owner is lost, and with it what it alone had. */
    void loseOwner() {
        rings.values()
                .forEach(
                        ring -> ring.items.subList(ring.safe, ring.items.size()).clear());
    }

    /** What was left undone is done. */
    void repair() {
        rings.values().forEach(ring -> ring.safe = ring.items.size());
    }

    void doWhatIsLate() {
        late.forEach(Runnable::run);
        late.clear();
    }

    /** All that the segments had is lost, but not what names the first of them. */
    void loseItems() {
        rings.clear();
    }

    /** All nodes that had it are lost at once. */
    void loseAll() {
        rings.clear();
        first = OptionalLong.empty();
    }
}
