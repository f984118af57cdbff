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
     * @param through up to this offset there are no more behind those before
     */
    record LastValues(List<LastValue> values, long through) {
        public LastValues {
            values = List.copyOf(values);
        }
    }

    /**
     * Remembers these and brings them to all loops; waits while a loop has no space for them.
     *
     * @param first the offset of the first of them; each other has the next one
     * @return how each was taken: with the first id of its key where it is a repetition, and not at all where its key
     *     came with other publications before
     */
    List<Optional<Taken>> arrived(long first, List<Entry> entries);

    /**
     * The shared log restarts for this node, which has missed everything up to an offset.
     *
     * @param epoch names the order of what comes now
     * @param through at least the newest offset of this node
     * @param lastValues up to there, as far as they are known: all that this node has of it
     */
    void restarted(String epoch, long through, List<LastValue> lastValues);

    /**
     * The next last values of this node as of an offset, for one that joins. That of a topic with a newer publication
     * is not among them: it is in the shared log. Any thread may call this.
     *
     * @param epoch whose offsets these are
     * @param after the offset behind which they are wanted
     * @param through up to which this node has taken the log
     * @return empty if this node is in another epoch
     */
    Optional<LastValues> lastValues(String epoch, long after, long through);

    /** The newest offset that this node has; 0 before the first. */
    long newest();
}
