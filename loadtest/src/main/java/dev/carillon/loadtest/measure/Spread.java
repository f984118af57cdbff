package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Figure;
import dev.carillon.loadtest.figure.Latencies;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * When the first and the last subscriber received each publication, in microseconds since it should have been sent. If
 * there are more than {@value #PUBLICATIONS_MAX} publications, only every n-th of them is stored.
 */
public final class Spread implements Figure {
    static final int PUBLICATIONS_MAX = 100_000;

    private int stride;
    private int[] first;
    private int[] last;

    /**
     * Makes an empty spread.
     *
     * @param publications approximate number of publications, the same on all loops whose spreads are added up
     */
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

    /**
     * Adds a delivery.
     *
     * @param publication number of the publication among those of all publishers, from 0
     */
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

    /** The times from the first to the last delivery, for all stored publications that were delivered at all. */
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
