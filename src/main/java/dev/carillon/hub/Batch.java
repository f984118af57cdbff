package dev.carillon.hub;

import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Some publications of one audience, rendered: contiguous in direct memory for subscribers that write them at once, and
 * as shared arrays for those that must queue them. Valid only during {@link Subscriber#deliver}; the hub reuses it.
 */
public final class Batch {
    /** Limits the cost of loading tiny frames, of which 64 KiB could hold ten thousand. */
    static final int FRAMES_MAX = 1024;

    private static final byte[] NO_BYTES = {};

    private final int bytesMax;
    private final FrameMemory memory;
    private final Supplier<SlowReaderRules> rules;

    private @Nullable Publication[] publications = new Publication[8];
    private byte[][] frames = new byte[8][];
    private int[] offsets = new int[9];

    /** Null until a slow reader needs it. */
    private @Nullable SlowReaderPolicy[] policies = new SlowReaderPolicy[8];

    private int count;

    /** The audience walk of these publications; null while the batch is empty or was not loaded by the hub. */
    private @Nullable AudienceWalk owner;

    /** @param rules supplies the rules in force */
    Batch(int bytesMax, FrameMemory memory, Supplier<SlowReaderRules> rules) {
        this.bytesMax = bytesMax;
        this.memory = memory;
        this.rules = rules;
    }

    /** Number of frames; each is one publication. */
    public int count() {
        return count;
    }

    public Publication publication(int index) {
        return Objects.requireNonNull(publications[index]);
    }

    /** Whether the log has this publication, so that it can be read again. */
    public boolean isRemembered(int index) {
        return publication(index).offset() != 0;
    }

    /** What happens to this frame if a peer is too slow for it. Looked up for the first slow peer, and then stored. */
    public SlowReaderPolicy slowReaderPolicy(int index) {
        SlowReaderPolicy known = policies[index];
        if (known == null) {
            known = rules.get().policyFor(publication(index).topic());
            policies[index] = known;
        }
        return known;
    }

    /** The shared frame; it may be stored, but must not be changed. */
    public byte[] frame(int index) {
        return frames[Objects.checkIndex(index, count)];
    }

    /** The offset of this frame in the memory; for {@link #count()} it is the end of the last one. */
    public int offset(int index) {
        return offsets[Objects.checkIndex(index, count + 1)];
    }

    /** The frame that contains the byte at {@code offset} of the memory. */
    public int indexAt(int offset) {
        int found = Arrays.binarySearch(offsets, 0, count + 1, offset);
        return found >= 0 ? found : -found - 2;
    }

    /** The length of the frames from this one to the last. */
    public int bytesFrom(int index) {
        return offset(count) - offset(index);
    }

    /** All frames in order. Each caller sets position and limit; the bytes must not be changed. */
    public ByteBuffer memory() {
        return memory.buffer();
    }

    /** The address of {@link #memory()}. */
    public long address() {
        return memory.address();
    }

    boolean isOf(AudienceWalk outstanding) {
        return owner == outstanding;
    }

    /**
     * Loads as many publications from number {@code from} to before {@code to} as fit, at least one if there is one.
     * The same numbers give the same batch again, on which an interrupted sweep relies.
     *
     * <p>Loading 64 KiB in frames of 200 bytes takes about 11 µs, and 1024 tiny ones 30 µs; see {@link Sweep} for how
     * often.
     *
     * @return how many fit
     */
    int load(AudienceWalk outstanding, PendingQueue queue, long from, long to, Rendering rendering) {
        clear();
        for (long number = from; number < to && addIfItFits(queue.get(number).publication, rendering); number++) {}
        copyToMemory();
        owner = outstanding;
        return count;
    }

    /**
     * Loads as many publications from the front as fit, at least one if there is one.
     *
     * @return how many fit
     */
    public int load(List<Publication> from, Rendering rendering) {
        clear();
        for (int i = 0; i < from.size() && addIfItFits(from.get(i), rendering); i++) {}
        copyToMemory();
        return count;
    }

    private boolean addIfItFits(Publication publication, Rendering rendering) {
        byte[] frame = publication.in(rendering);
        if (count > 0 && (count == FRAMES_MAX || frame.length > bytesMax - offsets[count])) {
            return false;
        }
        add(publication, frame);
        return true;
    }

    /** Releases publications, frames and borrowed memory. */
    public void clear() {
        Arrays.fill(publications, 0, count, null);
        Arrays.fill(policies, 0, count, null);
        Arrays.fill(frames, 0, count, NO_BYTES);
        count = 0;
        owner = null;
        memory.release();
    }

    private void add(Publication publication, byte[] frame) {
        if (count == frames.length) {
            publications = Arrays.copyOf(publications, count * 2);
            policies = Arrays.copyOf(policies, count * 2);
            frames = Arrays.copyOf(frames, count * 2);
            offsets = Arrays.copyOf(offsets, count * 2 + 1);
        }
        publications[count] = publication;
        frames[count] = frame;
        offsets[count + 1] = offsets[count] + frame.length;
        count++;
    }

    private void copyToMemory() {
        memory.reserve(offsets[count]);
        for (int index = 0; index < count; index++) {
            memory.put(offsets[index], frames[index]);
        }
    }
}
