package dev.carillon.replica;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The segments of the shared log, as the cluster holds them: numbered rings to which items are added and that are never
 * overwritten. All calls may wait, and fail with {@link RingFailure}; then it is not known whether they had an effect.
 */
interface Rings {
    /** What {@link #add} returns if a ring has no space for one more item. */
    long FULL = -1;

    /** The number of items that {@link #read} returns; fewer only if there are no more. */
    int READ_MAX = 64;

    /** The items that a ring takes. */
    int capacity();

    /** Why nothing can be added or confirmed now, if that is known. Does not wait. */
    Optional<String> unavailable();

    /** Whether this is the node that performs the tasks of which only one node is in charge. Does not wait. */
    boolean isChosen();

    /**
     * The least that one of the nodes can keep of the log, for any of them may have to: as its owner, or as a backup.
     * Does not wait.
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
     * @return empty if none arrived in this time
     * @throws RingsChanged when the segment does not reach as far as {@code from} any more, has another item before it,
     *     or does not have the next item but others behind it
     */
    List<byte[]> read(ReadPoint from, Duration patience);

    /**
     * Whether the nodes that keep the log have these items at these places, so that no majority of them can lose them,
     * behind the last item that the reader has read, and the segment belongs to the log.
     */
    boolean confirm(ReadPoint from, List<byte[]> items);
}
