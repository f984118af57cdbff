package dev.carillon.cluster;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * What is on its way to one other node: publications that wait for its socket, and those that were sent and that it has
 * not confirmed. Each has a number, in the order in which they are sent. When a connection is lost, what was not
 * confirmed is sent again on the next one. So a connection that is lost costs no publication, as long as there is room
 * here.
 *
 * <p>Beyond its bound the oldest that were not sent are given up: the other node finds their numbers missing. Any
 * thread may call this.
 */
final class LinkQueue {
    /** What an entry takes beside its bytes. */
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

    /** @param bytesMax asked for each publication */
    LinkQueue(LongSupplier bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Returns whether {@link #next} is to be called for it; if not, it has been said of an earlier one. */
    synchronized boolean add(Buffer publication) {
        Entry entry = new Entry(++newest, publication);
        long max = bytesMax.getAsLong();
        while (bytes + entry.bytes() > max && !waiting.isEmpty()) {
            bytes -= waiting.removeFirst().bytes();
            givenUp++;
        }
        // One alone may be larger than the bound.
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

    /** The next frames to send, of about {@code most} bytes or one; empty when all is sent. */
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

    /** The other node has all up to {@code number}. */
    synchronized void confirm(long number) {
        while (!sent.isEmpty() && sent.getFirst().number() <= number) {
            bytes -= sent.removeFirst().bytes();
        }
    }

    /** On a new connection, to a node that has all up to {@code number}. */
    synchronized void sendAgainAfter(long number) {
        confirm(number);
        while (!sent.isEmpty()) {
            waiting.addFirst(sent.removeLast());
        }
    }

    /** The other node may still be there, and is looked for no more. */
    synchronized void giveUp() {
        givenUp += sent.size() + waiting.size();
        clear();
    }

    /** The other node is gone, so nothing is lost for a subscriber. */
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

    /** Publications, whether they were sent or given up. */
    synchronized long taken() {
        return newest;
    }

    synchronized long givenUp() {
        return givenUp;
    }
}
