package dev.carillon.bus;

import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult.Taken;
import java.util.List;
import java.util.Optional;

/**
 * Receives the publications of the shared log, in its order. Only one thread may call it, except {@link #lastValues}.
 */
public interface Arrivals {
    /** A publication of the shared log. */
    record Entry(Publication publication, Optional<KeyPart> key) {}

    /** The newest publication of a topic that has a last value. */
    record LastValue(long offset, Publication publication) {}

    /**
     * Some of the last values of a node, in the order of their offsets.
     *
     * @param through the offset up to which these values are complete
     */
    record LastValues(List<LastValue> values, long through) {
        public LastValues {
            values = List.copyOf(values);
        }
    }

    /**
     * Remembers the publications and delivers them to all loops. Blocks while a loop has no space for them.
     *
     * @param first the offset of the first of them; each of the others has the next one
     * @return the result for each: for a repetition, the first id of its key; empty if its key came before with other
     *     publications
     */
    List<Optional<Taken>> arrived(long first, List<Entry> entries);

    /**
     * The shared log restarts for this node, which has missed everything up to an offset.
     *
     * @param epoch the name of the order that begins
     * @param through at least the newest offset of this node
     * @param lastValues the known last values up to {@code through}; this node receives nothing else from before
     */
    void restarted(String epoch, long through, List<LastValue> lastValues);

    /**
     * The next last values of this node at an offset, for a node that joins. Those of topics with a newer publication
     * are left out, since they are in the shared log. Any thread may call this.
     *
     * @param epoch the epoch of the offsets
     * @param after the offset after which values are requested
     * @param through the offset up to which this node has read the log
     * @return empty if this node is in another epoch
     */
    Optional<LastValues> lastValues(String epoch, long after, long through);

    /** The newest offset that this node has; 0 before the first. */
    long newest();
}
