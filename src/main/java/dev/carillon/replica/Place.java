package dev.carillon.replica;

import dev.carillon.bus.Arrivals.Entry;
import dev.carillon.log.Log;
import dev.carillon.replica.Item.Batch;
import dev.carillon.replica.Item.End;
import dev.carillon.replica.Item.Header;
import dev.carillon.replica.Item.Restart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * The position of a reader in the shared log, and the state that results from the items before it. The state is the
 * same for all readers at this position, so all nodes agree on the id of a publication, and on whether a batch counts.
 */
final class Place {
    /**
     * The number of writers whose last batch is known: more than the nodes that write while a few segments are filled.
     */
    static final int WRITERS_MAX = 256;

    /** The bytes that are counted for an item besides its content. */
    private static final long ITEM_BYTES = 64;

    private final int capacity;
    private long segment;
    private long sequence;
    private String epoch = "";
    private long offset = 1;
    private long chain;
    private long last;
    private long bytes;
    private boolean ended;
    private final SequencedMap<Long, Long> batches = new LinkedHashMap<>();

    /** @param capacity the items of a segment */
    Place(long segment, int capacity) {
        this.segment = segment;
        this.capacity = capacity;
    }

    /** The meaning of an item for each node that reads it at its place. */
    sealed interface Meaning {
        /** Ignored; it is only included in the chain hash. */
        record Nothing() implements Meaning {}

        /** The publications of a batch that counts. */
        record Publications(Batch batch, long first, List<Entry> entries) implements Meaning {}

        /** A segment begins. */
        record Segment(Header header) implements Meaning {}

        /** An epoch begins; later offsets are larger than {@code through}. */
        record Epoch(long token, String epoch, long through) implements Meaning {}
    }

    private static final Meaning NOTHING = new Meaning.Nothing();

    long segment() {
        return segment;
    }

    /** The sequence of the next item. */
    long sequence() {
        return sequence;
    }

    String epoch() {
        return epoch;
    }

    /** The first offset after all items that were read. */
    long offset() {
        return offset;
    }

    /** Whether the segment has no more items that count. */
    boolean hasEnded() {
        return ended;
    }

    /** The bytes of the segment's items that were read. */
    long bytes() {
        return bytes;
    }

    /** The number of the last batch of a writer that counted. */
    OptionalLong lastBatch(long writer) {
        Long number = batches.get(writer);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** The position from which the reader continues. */
    ReadPoint readPoint() {
        return new ReadPoint(segment, sequence, last);
    }

    /** Continues with the next segment, which may not exist yet. */
    void toNextSegment() {
        segment++;
        sequence = 0;
        bytes = 0;
        ended = false;
    }

    /** The header of a segment that continues after this position. */
    Header header() {
        return new Header(epoch, offset, chain, new LinkedHashMap<>(batches));
    }

    /**
     * Continues after an item.
     *
     * @return empty if the item does not follow the items that were read before
     */
    Optional<Meaning> pass(byte[] raw, Item item) {
        if (sequence == 0 && !(item instanceof Header header && follows(header))) {
            return Optional.empty();
        }
        if (ended) {
            throw new IllegalStateException("expected no item to be read after the end of a segment");
        }
        Meaning meaning = meaning(item);
        sequence++;
        last = Chain.of(raw);
        chain = Chain.with(chain, last);
        bytes += ITEM_BYTES + raw.length;
        ended |= sequence == capacity;
        return Optional.of(meaning);
    }

    /** Whether the segment continues after this position. A node that has read nothing can begin at any segment. */
    private boolean follows(Header header) {
        return epoch.isEmpty()
                || (header.epoch().equals(epoch) && header.offset() == offset && header.chain() == chain);
    }

    private Meaning meaning(Item item) {
        return switch (item) {
            case Header header when sequence == 0 -> begin(header);
            case Header tooLate -> NOTHING;
            case Batch batch -> publications(batch);
            case End end -> {
                ended = true;
                yield NOTHING;
            }
            case Restart restart -> restart(restart);
        };
    }

    private Meaning begin(Header header) {
        epoch = header.epoch();
        offset = header.offset();
        chain = header.chain();
        batches.clear();
        batches.putAll(header.batches());
        return new Meaning.Segment(header);
    }

    private Meaning publications(Batch batch) {
        if (!batch.epoch().equals(epoch) || batches.getOrDefault(batch.writer(), 0L) >= batch.number()) {
            return NOTHING;
        }
        batches.putLast(batch.writer(), batch.number());
        if (batches.size() > WRITERS_MAX) {
            batches.pollFirstEntry();
        }
        long first = offset + Log.SPARE_OFFSETS;
        offset = first + batch.entries().size();
        return new Meaning.Publications(batch, first, batch.entries());
    }

    private Meaning restart(Restart restart) {
        epoch = restart.epoch();
        offset = Math.max(offset + Log.SPARE_OFFSETS, restart.offset());
        return new Meaning.Epoch(restart.token(), epoch, offset - 1);
    }
}
