package dev.carillon.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts the work of all links since the start. Any thread may call this. */
final class LinkCounts {
    /** Publications for other nodes, counted once for each node. */
    final LongAdder sent = new LongAdder();

    final LongAdder received = new LongAdder();

    /** Publications that waited too long for a node, or were too many. */
    final LongAdder givenUp = new LongAdder();

    /** Publications whose numbers show that they are missing. */
    final LongAdder lost = new LongAdder();

    /** Publications that were received, but a loop had no space for them, or they could not be read. */
    final LongAdder refused = new LongAdder();

    final LongAdder healed = new LongAdder();

    private volatile Duration lastHealing = Duration.ZERO;

    /**
     * @param down how long the link had been down
     */
    void healed(Duration down) {
        healed.increment();
        lastHealing = down;
    }

    Duration lastHealing() {
        return lastHealing;
    }
}
