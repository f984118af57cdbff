package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;

/**
 * The time of a thousand connections, of the first and of the last thousand of a loop: it shows whether the tester or
 * the server slows down as connections add up. Of several loops the slowest counts.
 */
public final class FirstAndLastThousand extends FigureGroup {
    private static final int THOUSAND = 1000;

    public final Thousand first = figure("firstThousand", new Thousand());
    public final Thousand last = figure("lastThousand", new Thousand());

    // The thousand that is not complete.
    private int count;
    private long beganNanos;
    private long callNanos;

    /** A thousand connections. */
    public static final class Thousand extends FigureGroup {
        private final Quantity took = longest("took");
        private final Quantity calls = longest("systemCalls");

        /** From the last connection before them to the last of them. */
        public long nanos() {
            return took.count();
        }

        /** What socket(2), bind(2) and connect(2) took of that. */
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

    /** Whether there were a thousand. */
    public boolean isKnown() {
        return first.nanos() > 0;
    }
}
