package dev.carillon.replica;

import dev.carillon.bus.Arrivals.Entry;
import java.util.List;
import java.util.SequencedMap;

/** One item of a segment. */
sealed interface Item {
    /**
     * The first item of a segment: the state that results from the items before it. It is ignored at any later place.
     *
     * @param offset the first offset after those of the segment before
     * @param chain the hash of all items before, so that a reader can check that it has read the same items
     * @param batches the number of the last batch of each writer, the least recent writer first
     */
    record Header(String epoch, long offset, long chain, SequencedMap<Long, Long> batches) implements Item {}

    /**
     * Publications that one writer adds together. It is ignored if it has another epoch than its place, or if it comes
     * after the writer's batch with the same or a larger number.
     *
     * @param number increases with each batch of a writer
     */
    record Batch(long writer, long number, String epoch, List<Entry> entries) implements Item {
        public Batch {
            entries = List.copyOf(entries);
        }
    }

    /** The end of a segment. Later items in the segment are ignored. */
    record End() implements Item {}

    /**
     * Begins a new epoch: the node that adds it has had other publications with ids of the previous epoch.
     *
     * @param token by which that node recognises the item
     * @param offset the minimum of the next offset
     */
    record Restart(long token, String epoch, long offset) implements Item {}
}
