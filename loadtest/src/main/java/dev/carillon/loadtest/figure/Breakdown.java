package dev.carillon.loadtest.figure;

import dev.carillon.loadtest.wire.Records;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts of events by kind, in the order of the kinds: for example how often each close code was received. */
public final class Breakdown<K extends Record & Comparable<K>> implements Figure {
    private final Class<K> kind;
    private final SortedMap<K, Long> counts = new TreeMap<>();

    Breakdown(Class<K> kind) {
        this.kind = kind;
    }

    public void increment(K what) {
        add(what, 1);
    }

    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private void add(K what, long count) {
        counts.merge(what, count, Long::sum);
    }

    @Override
    public void add(Figure other) {
        ((Breakdown<?>) other).counts.forEach((what, count) -> add(kind.cast(what), count));
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(counts.size());
        for (Map.Entry<K, Long> each : counts.entrySet()) {
            Records.write(each.getKey(), out);
            out.writeLong(each.getValue());
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            counts.put(Records.read(kind, in), in.readLong());
        }
    }

    @Override
    public SortedMap<K, Long> shown() {
        return Collections.unmodifiableSortedMap(counts);
    }
}
