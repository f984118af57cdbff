package dev.carillon.hub;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory for one batch: the same memory for each batch that fits, and separate memory for a larger one, freed
 * with the batch. So a frame of a megabyte needs no separate code, and uses memory only while it is sent.
 */
final class FrameMemory {
    private final MemorySegment kept;
    private final ByteBuffer keptBuffer;

    private MemorySegment memory;
    private ByteBuffer buffer;

    /** Owns the memory of a batch that did not fit; null while the regular memory is in use. */
    private @Nullable Arena arena;

    private FrameMemory(MemorySegment kept) {
        this.kept = kept;
        keptBuffer = kept.asByteBuffer();
        memory = kept;
        buffer = keptBuffer;
    }

    /** For many batches; allocated once and freed by garbage collection. */
    static FrameMemory ofBytes(int bytes) {
        return new FrameMemory(Arena.ofAuto().allocate(bytes));
    }

    /** For few batches; allocated for each. */
    static FrameMemory ofNothing() {
        return new FrameMemory(MemorySegment.NULL);
    }

    long address() {
        return memory.address();
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** Makes space for {@code bytes}; the earlier content is lost. */
    @SuppressWarnings("MustBeClosedChecker") // release() closes it
    void reserve(int bytes) {
        release();
        if (bytes > kept.byteSize()) {
            arena = Arena.ofConfined();
            memory = arena.allocate(bytes);
            buffer = memory.asByteBuffer();
        }
    }

    void put(int offset, byte[] frame) {
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, offset, frame.length);
    }

    void release() {
        if (arena != null) {
            arena.close();
            arena = null;
            memory = kept;
            buffer = keptBuffer;
        }
    }
}
