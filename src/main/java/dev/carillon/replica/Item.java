package dev.carillon.replica;

import dev.carillon.bus.Arrivals.Entry;
import java.util.List;
import java.util.SequencedMap;

/** What stands at one place of a segment. */
sealed interface Item {
    /**
     * The first item of a segment; all that follows from the items before it. Behind the first item it is void.
     *
     * @param offset the first one behind those of the segment before
     * @param chain of all items before, so that a reader finds out whether it has read these very ones
     * @param batches the number of the last batch of each writer, the one that wrote longest ago in front
     */
    record Header(String epoch, long offset, long chain, SequencedMap<Long, Long> batches) implements Item {}

    /**
     * Publications that one writer adds together. It is void where the epoch is another than that of its place, and where the
     * writer's batch of this number, or a later one, came before.
     *
     * @param number rises with each batch of a writer
     */
    record Batch(long writer, long number, String epoch, List<Entry> entries) implements Item {
        public Batch {
            entries = List.copyOf(entries);
        }
    }

    /** Nothing behind it in its segment counts. */
    record End() implements Item {}

    /**
     * A new epoch begins: the node that adds it has had other publications under ids of the epoch before.
     *
     * @param token by which that node finds it
     * @param offset that at least comes next
     */
    record Restart(long token, String epoch, long offset) implements Item {}
}
