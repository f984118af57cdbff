package dev.carillon.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** A figure of the node, the sum of one part for each loop. Any thread may read it. */
final class Sum {
    private final AtomicLong sum = new AtomicLong();

    long get() {
        return sum.get();
    }

    /** A part for one loop, at first 0. */
    Part newPart() {
        return new Part();
    }

    /** The part of one loop, which is its only writer. */
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
