package dev.carillon.outbox;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.topic.TopicName;
import org.jspecify.annotations.Nullable;

/** A frame that waits in an {@link Outbox}, between its neighbours. */
final class QueuedFrame {
    /** What it costs beside its frame, which is shared with others: this object and a place in a map. */
    static final int BYTES = 64;

    /** Null for what is never dropped. */
    final @Nullable TopicName topic;

    final SlowReaderPolicy policy;

    /** How many answers came before it; a newer publication takes its place only where none stands between. */
    final int era;

    byte[] frame;

    @Nullable
    QueuedFrame before;

    @Nullable
    QueuedFrame behind;

    QueuedFrame(byte[] frame, @Nullable TopicName topic, SlowReaderPolicy policy, int era) {
        this.frame = frame;
        this.topic = topic;
        this.policy = policy;
        this.era = era;
    }

    long cost() {
        return (long) frame.length + BYTES;
    }
}
