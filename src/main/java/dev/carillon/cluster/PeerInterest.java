package dev.carillon.cluster;

import dev.carillon.bus.WireReader;
import dev.carillon.publication.Publication;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The topics for which another node may have subscribers, as it reported on this connection; before the first report,
 * all topics. Any thread may call this.
 *
 * <p>A client may be told that it is subscribed a moment before this node receives the change. So publications that
 * were not sent are kept for some time. They are sent after all if the other node reports that it had a subscriber at
 * that time, or can report nothing any more.
 */
final class PeerInterest {
    /** Longer than it takes to detect that the other node no longer answers. */
    private static final long KEPT_NANOS = 4_000_000_000L;

    private static final long KEPT_BYTES = 1 << 20;
    private static final int ENTRY_BYTES = 128;

    private final BitSet wanted = new BitSet();
    private final Deque<NotSent> notSent = new ArrayDeque<>();
    private long keptBytes;
    private boolean known;

    private static final class NotSent {
        final Publication publication;
        final long[] keys;

        NotSent(Publication publication, long[] keys) {
            this.publication = publication;
            this.keys = keys;
        }

        long bytes() {
            return ENTRY_BYTES + (long) publication.payload().bytes().length;
        }
    }

    /** Whether the publication must be sent now; if not, {@link #change} may send it soon. */
    synchronized boolean matches(Publication publication, long[] keys) {
        if (!known || contains(keys)) {
            return true;
        }
        NotSent entry = new NotSent(publication, keys);
        notSent.addLast(entry);
        keptBytes += entry.bytes();
        forgetOld(publication.publishedNanos() - KEPT_NANOS);
        return false;
    }

    private boolean contains(long[] keys) {
        for (long key : keys) {
            boolean all = true;
            for (int i = 0; i < Bloom.POSITIONS && all; i++) {
                all = wanted.get(Bloom.position(key, i));
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    /** Removes publications from before {@code nanos}, and the oldest ones beyond the bound on bytes. */
    synchronized void forgetOld(long nanos) {
        while (!notSent.isEmpty()
                && (keptBytes > KEPT_BYTES || notSent.getFirst().publication.publishedNanos() - nanos < 0)) {
            keptBytes -= notSent.removeFirst().bytes();
        }
    }

    void forgetOld() {
        forgetOld(System.nanoTime() - KEPT_NANOS);
    }

    /**
     * Applies a report of the other node.
     *
     * @param send receives the publications to send after all, in their order, and before any later publication
     */
    synchronized void change(Buffer body, Consumer<Publication> send) {
        WireReader in = LinkFrames.read(body);
        long since = in.longNumber();
        while (in.hasMore()) {
            int position = in.number();
            wanted.set(Math.min(position < 0 ? ~position : position, Bloom.BITS), position >= 0);
        }
        known = true;
        List<NotSent> late =
                notSent.stream().filter(entry -> contains(entry.keys)).toList();
        notSent.removeAll(late);
        late.forEach(entry -> keptBytes -= entry.bytes());
        send(late, since, send);
    }

    /**
     * The connection is lost: from now on all topics match. Publications that were not sent since the last confirmation
     * left the other node are sent after all.
     *
     * @param send as in {@link #change}
     */
    synchronized void forget(long sinceNanos, Consumer<Publication> send) {
        known = false;
        wanted.clear();
        send(List.copyOf(notSent), sinceNanos, send);
        notSent.clear();
        keptBytes = 0;
    }

    private static void send(List<NotSent> late, long sinceNanos, Consumer<Publication> send) {
        late.stream()
                .map(entry -> entry.publication)
                .filter(publication -> publication.publishedNanos() - sinceNanos >= 0)
                .forEach(send);
    }
}
