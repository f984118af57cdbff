package dev.carillon.loadtest.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * When the first and the last subscriber had each publication, in microseconds since it should have been sent. Where
 * there are too many publications to remember, every n-th of them.
 */
public final class Spread {
    static final int PUBLICATIONS_MAX = 100_000;

    private final int stride;
    private final int[] first;
    private final int[] last;

    /** For about so many publications; the same number on all loops whose spreads are to be added up. */
    public Spread(long publications) {
        this.stride = (int) Math.ceilDiv(Math.max(publications, 1), PUBLICATIONS_MAX);
        int remembered = (int) Math.ceilDiv(Math.max(publications, 1), stride);
        this.first = new int[remembered];
        this.last = new int[remembered];
        Arrays.fill(first, Integer.MAX_VALUE);
    }

    private Spread(int stride, int[] first, int[] last) {
        this.stride = stride;
        this.first = first;
        this.last = last;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(stride);
        out.writeInt(first.length);
        for (int i = 0; i < first.length; i++) {
            out.writeInt(first[i]);
            out.writeInt(last[i]);
        }
    }

    static Spread read(DataInput in) throws IOException {
        int stride = in.readInt();
        int length = in.readInt();
        Spread read = new Spread(stride, new int[length], new int[length]);
        for (int i = 0; i < length; i++) {
            read.first[i] = in.readInt();
            read.last[i] = in.readInt();
        }
        return read;
    }

    /** Notes a delivery of the {@code publication} that has this number among those of all publishers, from 0. */
    public void onDelivery(long publication, long nanosSinceIntended) {
        long index = publication / stride;
        if (publication % stride != 0 || index >= first.length) {
            return;
        }
        int micros = Math.clamp(nanosSinceIntended / 1000, 0, Integer.MAX_VALUE - 1);
        int at = (int) index;
        first[at] = Math.min(first[at], micros);
        last[at] = Math.max(last[at], micros);
    }

    public void add(Spread other) {
        for (int i = 0; i < first.length; i++) {
            first[i] = Math.min(first[i], other.first[i]);
            last[i] = Math.max(last[i], other.last[i]);
        }
    }

    /** From first to last, of each publication that reached anybody. */
    public Histogram histogram() {
        Histogram histogram = Latencies.histogram();
        for (int i = 0; i < first.length; i++) {
            if (first[i] != Integer.MAX_VALUE) {
                Latencies.record(histogram, (last[i] - first[i]) * 1000L);
            }
        }
        return histogram;
    }
}
