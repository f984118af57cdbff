package dev.carillon.loadtest.connect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * What a thousand connections take, the first thousand of a loop against its last: a tester or a server that slows down
 * as connections add up shows here.
 */
public final class FirstAndLastThousand {
    private static final int THOUSAND = 1000;

    private Thousand first = Thousand.NONE;
    private Thousand last = Thousand.NONE;

    // Of the thousand that is not complete.
    private int count;
    private long beganNanos;
    private long callNanos;

    /**
     * A thousand connections.
     *
     * @param nanos from the last of those before them to the last of them
     * @param callNanos what socket(2), bind(2) and connect(2) took of that
     */
    public record Thousand(long nanos, long callNanos) {
        static final Thousand NONE = new Thousand(0, 0);

        private Thousand slower(Thousand other) {
            return new Thousand(Math.max(nanos, other.nanos), Math.max(callNanos, other.callNanos));
        }
    }

    void onOpened(long nanosSinceStart) {
        if (++count == THOUSAND) {
            last = new Thousand(nanosSinceStart - beganNanos, callNanos);
            if (first.equals(Thousand.NONE)) {
                first = last;
            }
            beganNanos = nanosSinceStart;
            callNanos = 0;
            count = 0;
        }
    }

    void onCall(long nanos) {
        callNanos += nanos;
    }

    /** Of several loops the slowest counts. */
    void add(FirstAndLastThousand other) {
        first = first.slower(other.first);
        last = last.slower(other.last);
    }

    void write(DataOutput out) throws IOException {
        for (Thousand each : List.of(first, last)) {
            out.writeLong(each.nanos);
            out.writeLong(each.callNanos);
        }
    }

    static FirstAndLastThousand read(DataInput in) throws IOException {
        FirstAndLastThousand read = new FirstAndLastThousand();
        read.first = new Thousand(in.readLong(), in.readLong());
        read.last = new Thousand(in.readLong(), in.readLong());
        return read;
    }

    /** Whether there was a thousand at all. */
    public boolean isKnown() {
        return !first.equals(Thousand.NONE);
    }

    public Thousand first() {
        return first;
    }

    public Thousand last() {
        return last;
    }
}
