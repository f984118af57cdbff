package dev.carillon.lane;

import dev.carillon.hub.Batch;
import java.util.ArrayDeque;

/**
 * What waits for a peer that takes less than it is sent: references to shared renderings, never copies, and how much
 * of the first has left already. A connection has none until a send comes up short.
 */
final class Outbox {
    private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
    private int sentOfFirst;
    private long bytes;
    private boolean finishing;
    private boolean draining;

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Whether our side ends as soon as this is empty. */
    boolean isFinishing() {
        return finishing;
    }

    void finishWhenEmpty() {
        finishing = true;
    }

    /** Whether nothing is read of the peer until this is empty. */
    boolean isDraining() {
        return draining;
    }

    void drainFirst() {
        draining = true;
    }

    void add(byte[] frame) {
        frames.add(frame);
        bytes += frame.length;
    }

    /** Keeps the frames of {@code batch} from {@code from} on, less the {@code sent} bytes of them that have left. */
    void add(Batch batch, int from, int sent) {
        int skip = sent;
        for (int i = from; i < batch.count(); i++) {
            byte[] frame = batch.frame(i);
            if (skip >= frame.length) {
                skip -= frame.length;
                continue;
            }
            addBegun(frame, skip);
            skip = 0;
        }
    }

    /** Keeps {@code frame}, of which {@code sent} bytes have left; these can only be an empty outbox's first. */
    void addBegun(byte[] frame, int sent) {
        add(frame);
        if (sent > 0) {
            sentOfFirst = sent;
            bytes -= sent;
        }
    }

    /** Keeps {@code frame} ahead of all that has not begun to leave. */
    void addUrgent(byte[] frame) {
        if (sentOfFirst == 0) {
            frames.addFirst(frame);
        } else {
            byte[] begun = frames.removeFirst();
            frames.addFirst(frame);
            frames.addFirst(begun);
        }
        bytes += frame.length;
    }

    /** The frame to send next, from {@link #sentOfFirst()} on. */
    byte[] first() {
        return frames.getFirst();
    }

    int sentOfFirst() {
        return sentOfFirst;
    }

    /** Forgets {@code count} bytes from the front: they have left. */
    void sent(int count) {
        bytes -= count;
        int left = sentOfFirst + count;
        while (!frames.isEmpty() && left >= frames.getFirst().length) {
            left -= frames.removeFirst().length;
        }
        sentOfFirst = left;
    }

    /** Copies as much as fits into {@code target}, from its position on, and removes nothing. */
    void peek(java.nio.ByteBuffer target) {
        int skip = sentOfFirst;
        for (byte[] frame : frames) {
            int length = Math.min(frame.length - skip, target.remaining());
            target.put(frame, skip, length);
            skip = 0;
            if (!target.hasRemaining()) {
                return;
            }
        }
    }
}
