package dev.carillon.cluster;

import dev.carillon.hub.PatternListener;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.buffer.Buffer;
import java.util.BitSet;

/**
 * The topics for which this node has subscribers, in the form for other nodes: a counting filter, whose size does not
 * depend on the number of topics. A new topic is reported at once, one without subscribers some seconds later. Any
 * thread may call this.
 */
final class OwnInterest implements PatternListener {
    /** A count that reaches this value stays, since the actual number is no longer known. */
    private static final int MANY = 255;

    private final Runnable onNew;
    private final byte[] counts = new byte[Bloom.BITS];
    private final BitSet changed = new BitSet(Bloom.BITS);
    private final BitSet announced = new BitSet(Bloom.BITS);
    private boolean hasNew;
    private long newSinceNanos;

    /**
     * @param onNew called when the other nodes should receive a change at once; {@link #news} returns it
     */
    OwnInterest(Runnable onNew) {
        this.onNew = onNew;
    }

    @Override
    public void appeared(TopicPattern pattern) {
        if (add(TopicKeys.of(pattern))) {
            onNew.run();
        }
    }

    private synchronized boolean add(long key) {
        boolean isNew = false;
        for (int i = 0; i < Bloom.POSITIONS; i++) {
            int position = Bloom.position(key, i);
            if (count(position) == 0) {
                changed.set(position);
                isNew |= !announced.get(position);
            }
            counts[position] = (byte) Math.min(MANY, count(position) + 1);
        }
        if (!isNew || hasNew) {
            return false;
        }
        hasNew = true;
        newSinceNanos = System.nanoTime();
        return true;
    }

    @Override
    public synchronized void disappeared(TopicPattern pattern) {
        long key = TopicKeys.of(pattern);
        for (int i = 0; i < Bloom.POSITIONS; i++) {
            int position = Bloom.position(key, i);
            int count = count(position);
            if (count < MANY && count > 0) {
                counts[position] = (byte) (count - 1);
                changed.set(position);
            }
        }
    }

    private int count(int position) {
        return Byte.toUnsignedInt(counts[position]);
    }

    /**
     * Changes for other nodes.
     *
     * @param sinceNanos the time of the oldest of these changes
     * @param positions in the form of {@link LinkFrames#interest}
     */
    record News(long sinceNanos, Buffer positions) {
        boolean isEmpty() {
            return positions.length() == 0;
        }
    }

    /**
     * The changes for all nodes that have received all changes before.
     *
     * @param gone whether to include topics that have no subscriber any more
     */
    synchronized News news(boolean gone) {
        long since = hasNew ? newSinceNanos : System.nanoTime();
        Buffer positions = Buffer.buffer();
        for (int p = changed.nextSetBit(0); p >= 0; p = changed.nextSetBit(p + 1)) {
            boolean wanted = count(p) > 0;
            if (wanted == announced.get(p)) {
                changed.clear(p);
            } else if (wanted || gone) {
                announced.set(p, wanted);
                changed.clear(p);
                positions.appendInt(wanted ? p : ~p);
            }
        }
        hasNew = false;
        return new News(since, positions);
    }

    /** The whole state, for a node that has received nothing yet. Other nodes must have received all changes before. */
    synchronized News all() {
        Buffer positions = Buffer.buffer();
        announced.stream().forEach(positions::appendInt);
        return new News(System.nanoTime(), positions);
    }
}
