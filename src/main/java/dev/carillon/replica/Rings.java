package dev.carillon.replica;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The segments of the shared log, which the cluster stores: numbered rings to which items are added, and in which
 * nothing is overwritten. Calls may block unless they say otherwise. They fail with {@link RingFailure}; then it is
 * unknown whether they had an effect.
 */
interface Rings {
    /** What {@link #add} returns if a ring has no space for one more item. */
    long FULL = -1;

    /** The number of items that {@link #read} returns; fewer only if there are no more. */
    int READ_MAX = 64;

    /** The most items of a ring. */
    int capacity();

    /** The reason why nothing can be added or confirmed now, if it is known. Does not block. */
    Optional<String> unavailable();

    /** Whether this node performs the tasks that only one node must perform. Does not block. */
    boolean isChosen();

    /**
     * The least of the limits of all nodes on the log, since each may have to store it, as owner or as backup. Does not
     * block.
     */
    long retainedBytes();

    /** The number of the first segment; empty if there is no log. */
    OptionalLong first();

    /** Begins a log with this segment, if there is none. */
    void begin(long segment);

    /**
     * Replaces the log that begins with {@code first} by a new one that begins with {@code segment}, and removes the
     * old one: for a log that cannot be read.
     */
    void beginAnew(long first, long segment);

    /** Removes all segments before this one. */
    void dropBefore(long segment);

    /**
     * Adds an item at the end of the segment.
     *
     * @return its sequence, from 0, or {@link #FULL}
     */
    long add(long segment, byte[] item);

    /**
     * Reads items that may still be lost.
     *
     * @return empty if none arrived within {@code patience}
     * @throws RingsChanged when the segment ends before {@code from}, has another item before it, or lacks the next
     *     item but has later ones
     */
    List<byte[]> read(ReadPoint from, Duration patience);

    /**
     * Whether the segment belongs to the log, and the nodes that store the log have these items after the last item
     * that the reader has read, so that a majority of nodes cannot lose them.
     */
    boolean confirm(ReadPoint from, List<byte[]> items);
}
