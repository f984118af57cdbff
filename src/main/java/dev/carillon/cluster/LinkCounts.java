package dev.carillon.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What all links have done since the start. Any thread may call this. */
final class LinkCounts {
    /** Publications for other nodes, once for each. */
    final LongAdder sent = new LongAdder();

    final LongAdder received = new LongAdder();

    /** They waited too long for a node, or were too many. */
    final LongAdder givenUp = new LongAdder();

    /** By their numbers they should have come. */
    final LongAdder lost = new LongAdder();

    /** They came, and a loop had no room, or they could not be read. */
    final LongAdder refused = new LongAdder();

    final LongAdder healed = new LongAdder();

    private volatile Duration lastHealing = Duration.ZERO;

    /** @param down how long the link had been down */
    void healed(Duration down) {
        healed.increment();
        lastHealing = down;
    }

    Duration lastHealing() {
        return lastHealing;
    }
}
