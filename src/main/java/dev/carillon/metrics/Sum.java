package dev.carillon.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** A figure of the node that each loop has a part of. Any thread may read it. */
final class Sum {
    private final AtomicLong sum = new AtomicLong();

    long get() {
        return sum.get();
    }

    /** A part that one loop tells anew each time; 0 at first. */
    Part newPart() {
        return new Part();
    }

    /** Belongs to its loop. */
    final class Part {
        private long told;

        void tell(long now) {
            if (now != told) {
                sum.addAndGet(now - told);
                told = now;
            }
        }

        void add(long delta) {
            tell(told + delta);
        }
    }
}
