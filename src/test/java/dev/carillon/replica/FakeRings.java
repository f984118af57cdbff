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
 * Rings of a cluster in the worst case: the owner has an item first and may lose it, calls fail before or after their
 * effect, take effect late or twice, and all may be lost.
 */
final class FakeRings implements Rings {
    static final int CAPACITY = 12;

    private static final class Ring {
        final List<byte[]> items = new ArrayList<>();

        /** The number of items that no failure of a minority removes. */
        int safe;
    }

    private final Random random;
    private final NavigableMap<Long, Ring> rings = new TreeMap<>();
    private final List<Runnable> late = new ArrayList<>();
    private OptionalLong first = OptionalLong.empty();

    /** The percentage of calls that fail in some way. */
    int faults;

    boolean majority = true;

    int capacity = CAPACITY;

    /** Whether a read returns all that it may. */
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
    public List<byte[]> read(ReadPoint from, Duration patience) {
        mayFail();
        List<byte[]> items = rings.getOrDefault(from.segment(), new Ring()).items;
        int begin = (int) from.sequence();
        if (items.size() < begin) {
            throw new RingsChanged("it reaches to " + items.size() + " and not to " + begin);
        }
        int to = Math.min(items.size(), begin + (readsAll ? READ_MAX : random.nextInt(4)));
        // The owner of a ring checks the known item only if there are later ones.
        if (to > begin && !hasKnown(items, from)) {
            throw new RingsChanged("another item is before " + begin);
        }
        return List.copyOf(items.subList(begin, to));
    }

    private static boolean hasKnown(List<byte[]> items, ReadPoint from) {
        return from.isAtBeginning() || Chain.of(items.get((int) from.first())) == from.before();
    }

    @Override
    public boolean confirm(ReadPoint from, List<byte[]> items) {
        mayFail();
        Ring ring = rings.get(from.segment());
        int begin = (int) from.sequence();
        int to = begin + items.size();
        if (!Segments.isOfLog(first, from.segment()) || ring == null || ring.safe < to || !hasKnown(ring.items, from)) {
            return false;
        }
        for (int i = 0; i < items.size(); i++) {
            if (!Arrays.equals(items.get(i), ring.items.get(begin + i))) {
                return false;
            }
        }
        mayFail();
        return true;
    }

    /** Loses the owner, and the items that only it had. */
    void loseOwner() {
        rings.values()
                .forEach(
                        ring -> ring.items.subList(ring.safe, ring.items.size()).clear());
    }

    /** Completes what earlier calls left undone. */
    void repair() {
        rings.values().forEach(ring -> ring.safe = ring.items.size());
    }

    void doWhatIsLate() {
        late.forEach(Runnable::run);
        late.clear();
    }

    /** Loses all segments, but not the number of the first one. */
    void loseItems() {
        rings.clear();
    }

    /** Loses all nodes that had the log at once. */
    void loseAll() {
        rings.clear();
        first = OptionalLong.empty();
    }
}
