package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Figure;
import dev.carillon.loadtest.figure.Latencies;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * When the first and the last subscriber had each publication, in microseconds since it should have been sent. Where
 * there are too many publications to remember, every n-th of them.
 */
public final class Spread implements Figure {
    static final int PUBLICATIONS_MAX = 100_000;

    private int stride;
    private int[] first;
    private int[] last;

    /** For about so many publications; the same number on all loops whose spreads are to be added up. */
    public Spread(long publications) {
        this.stride = (int) Math.ceilDiv(Math.max(publications, 1), PUBLICATIONS_MAX);
        int remembered = (int) Math.ceilDiv(Math.max(publications, 1), stride);
        this.first = new int[remembered];
        this.last = new int[remembered];
        Arrays.fill(first, Integer.MAX_VALUE);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(stride);
        out.writeInt(first.length);
        for (int i = 0; i < first.length; i++) {
            out.writeInt(first[i]);
            out.writeInt(last[i]);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        stride = in.readInt();
        first = new int[in.readInt()];
        last = new int[first.length];
        for (int i = 0; i < first.length; i++) {
            first[i] = in.readInt();
            last[i] = in.readInt();
        }
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

    @Override
    public void add(Figure other) {
        Spread that = (Spread) other;
        for (int i = 0; i < first.length; i++) {
            first[i] = Math.min(first[i], that.first[i]);
            last[i] = Math.max(last[i], that.last[i]);
        }
    }

    /** From first to last, of each publication that reached anybody. */
    @Override
    public Histogram shown() {
        Histogram histogram = Latencies.histogram();
        for (int i = 0; i < first.length; i++) {
            if (first[i] != Integer.MAX_VALUE) {
                Latencies.record(histogram, (last[i] - first[i]) * 1000L);
            }
        }
        return histogram;
    }
}
