package dev.carillon.outbox;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.topic.TopicName;
import org.jspecify.annotations.Nullable;

/** A frame in an {@link Outbox}, a node of its linked list. */
final class QueuedFrame {
    /** The memory of a queued frame without the shared bytes: this object and an entry of a map. */
    static final int BYTES = 64;

    /** Null for a frame that is never dropped. */
    final @Nullable TopicName topic;

    final SlowReaderPolicy policy;

    /** How many answers came before it. A newer publication replaces it only if no answer came between them. */
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
