package dev.carillon.loadtest.measure;

import dev.carillon.websocket.CloseCause;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Connections that closed: as the plan has it, or before their time. */
public final class CloseTally {
    private final SortedMap<Close, Long> unexpected = new TreeMap<>();
    private long clean;
    private long unanswered;

    /** How a connection closed. */
    public record Close(CloseCause cause, int code) implements Comparable<Close> {
        private static final Comparator<Close> BY_CODE =
                Comparator.comparingInt(Close::code).thenComparing(Close::cause);

        static void write(SortedMap<Close, Long> counts, DataOutput out) throws IOException {
            out.writeInt(counts.size());
            for (Map.Entry<Close, Long> each : counts.entrySet()) {
                out.writeUTF(each.getKey().cause().name());
                out.writeInt(each.getKey().code());
                out.writeLong(each.getValue());
            }
        }

        static void read(SortedMap<Close, Long> counts, DataInput in) throws IOException {
            for (int left = in.readInt(); left > 0; left--) {
                Close close = new Close(CloseCause.valueOf(in.readUTF()), in.readInt());
                counts.put(close, in.readLong());
            }
        }

        @Override
        public String toString() {
            return code + " (" + cause.name().toLowerCase(Locale.ROOT) + ")";
        }

        @Override
        public int compareTo(Close other) {
            return BY_CODE.compare(this, other);
        }
    }

    public void countClean() {
        clean++;
    }

    /** We said goodbye, and the peer did not answer in time. */
    public void countUnanswered() {
        unanswered++;
    }

    public void countUnexpected(CloseCause cause, int code) {
        unexpected.merge(new Close(cause, code), 1L, Long::sum);
    }

    public void add(CloseTally other) {
        clean += other.clean;
        unanswered += other.unanswered;
        other.unexpected.forEach((close, count) -> unexpected.merge(close, count, Long::sum));
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(clean);
        out.writeLong(unanswered);
        Close.write(unexpected, out);
    }

    static CloseTally read(DataInput in) throws IOException {
        CloseTally read = new CloseTally();
        read.clean = in.readLong();
        read.unanswered = in.readLong();
        Close.read(read.unexpected, in);
        return read;
    }

    public long clean() {
        return clean;
    }

    public long unanswered() {
        return unanswered;
    }

    public SortedMap<Close, Long> unexpected() {
        return Collections.unmodifiableSortedMap(unexpected);
    }

    public long unexpectedCount() {
        return unexpected.values().stream().mapToLong(Long::longValue).sum();
    }
}
