package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;

/**
 * The time that the first thousand and the last thousand connections of a loop took. A difference shows that the tester
 * or the server slows down as the number of connections grows. In the sum of several loops, the slowest loop counts.
 */
public final class FirstAndLastThousand extends FigureGroup {
    private static final int THOUSAND = 1000;

    public final Thousand first = figure("firstThousand", new Thousand());
    public final Thousand last = figure("lastThousand", new Thousand());

    // The thousand that is not complete yet.
    private int count;
    private long beganNanos;
    private long callNanos;

    /** A thousand connections. */
    public static final class Thousand extends FigureGroup {
        private final Quantity took = longest("took");
        private final Quantity calls = longest("systemCalls");

        /** Nanoseconds from the last connection before this thousand to the last connection of it. */
        public long nanos() {
            return took.count();
        }

        /** Nanoseconds of that time in socket(2), bind(2) and connect(2). */
        public long callNanos() {
            return calls.count();
        }

        private void set(long nanos, long callNanos) {
            took.set((double) nanos);
            calls.set((double) callNanos);
        }
    }

    void onOpened(long nanosSinceStart) {
        if (++count == THOUSAND) {
            last.set(nanosSinceStart - beganNanos, callNanos);
            if (!isKnown()) {
                first.set(last.nanos(), callNanos);
            }
            beganNanos = nanosSinceStart;
            callNanos = 0;
            count = 0;
        }
    }

    void onCall(long nanos) {
        callNanos += nanos;
    }

    /** Whether at least a thousand connections opened. */
    public boolean isKnown() {
        return first.nanos() > 0;
    }
}
