package dev.carillon.cluster;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * The publications for one other node: those that wait for its socket, and those that were sent and are not confirmed.
 * Each has a number, in the order in which they are sent. If a connection is lost, the unconfirmed publications are
 * sent again on the next one, so a lost connection loses no publication as long as there is space here.
 *
 * <p>If the bound is exceeded, the oldest publications that were not sent are discarded; the other node detects the gap
 * in their numbers. Any thread may call this.
 */
final class LinkQueue {
    /** The memory of an entry besides its bytes. */
    private static final int ENTRY_BYTES = 96;

    private final LongSupplier bytesMax;
    private final Deque<Entry> sent = new ArrayDeque<>();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private long bytes;
    private long newest;
    private long givenUp;
    private boolean awaitsSending;

    private record Entry(long number, Buffer publication) {
        long bytes() {
            return ENTRY_BYTES + (long) publication.length();
        }
    }

    /**
     * @param bytesMax the bound; read for each publication
     */
    LinkQueue(LongSupplier bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * Adds a publication. Returns whether the caller must call {@link #next}; if not, the caller of an earlier add
     * does.
     */
    synchronized boolean add(Buffer publication) {
        Entry entry = new Entry(++newest, publication);
        long max = bytesMax.getAsLong();
        while (bytes + entry.bytes() > max && !waiting.isEmpty()) {
            bytes -= waiting.removeFirst().bytes();
            givenUp++;
        }
        // A single publication may be larger than the bound.
        if (bytes > 0 && bytes + entry.bytes() > max) {
            givenUp++;
            return false;
        }
        bytes += entry.bytes();
        waiting.addLast(entry);
        boolean first = !awaitsSending;
        awaitsSending = true;
        return first;
    }

    /** The next frames to send, about {@code most} bytes or one frame; empty if everything is sent. */
    synchronized Buffer next(int most) {
        Buffer frames = Buffer.buffer();
        while (!waiting.isEmpty() && frames.length() < most) {
            Entry entry = waiting.removeFirst();
            LinkFrames.publication(frames, entry.number(), entry.publication());
            sent.addLast(entry);
        }
        awaitsSending = !waiting.isEmpty();
        return frames;
    }

    /** The other node has all publications up to {@code number}. */
    synchronized void confirm(long number) {
        while (!sent.isEmpty() && sent.getFirst().number() <= number) {
            bytes -= sent.removeFirst().bytes();
        }
    }

    /** Prepares to send again, on a new connection to a node that has all publications up to {@code number}. */
    synchronized void sendAgainAfter(long number) {
        confirm(number);
        while (!sent.isEmpty()) {
            waiting.addFirst(sent.removeLast());
        }
    }

    /** Discards and counts all, since this node no longer looks for the other one, which may still exist. */
    synchronized void giveUp() {
        givenUp += sent.size() + waiting.size();
        clear();
    }

    /** Discards all without counting: the other node is gone, so no subscriber loses anything. */
    synchronized void clear() {
        sent.clear();
        waiting.clear();
        bytes = 0;
    }

    synchronized boolean isEmpty() {
        return sent.isEmpty() && waiting.isEmpty();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** All publications that were added, also those that were discarded. */
    synchronized long taken() {
        return newest;
    }

    synchronized long givenUp() {
        return givenUp;
    }
}
