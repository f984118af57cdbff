package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.measure.CloseTally.Close;
import dev.carillon.websocket.CloseCause;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Subscribers that read slowly on purpose: whatever a server does with them is its policy, and no fault. */
public final class SlowTally {
    private final SortedMap<Close, Long> closed = new TreeMap<>();
    private long readers;
    private long messages;
    private long bytes;
    private long again;
    private long behind;

    public void countReader() {
        readers++;
    }

    public void countMessage(int length) {
        messages++;
        bytes += length;
    }

    public void countClosed(CloseCause cause, int code) {
        closed.merge(new Close(cause, code), 1L, Long::sum);
    }

    /** One that was closed has another connection. */
    public void countAgain() {
        again++;
    }

    /** One that was still connected at the end had left so many publications unread. */
    public void countBehind(long publications) {
        behind = Math.max(behind, publications);
    }

    public void add(SlowTally other) {
        behind = Math.max(behind, other.behind);
        other.closed.forEach((close, count) -> closed.merge(close, count, Long::sum));
        readers += other.readers;
        messages += other.messages;
        bytes += other.bytes;
        again += other.again;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(readers);
        out.writeLong(messages);
        out.writeLong(bytes);
        out.writeLong(again);
        out.writeLong(behind);
        Close.write(closed, out);
    }

    static SlowTally read(DataInput in) throws IOException {
        SlowTally read = new SlowTally();
        read.readers = in.readLong();
        read.messages = in.readLong();
        read.bytes = in.readLong();
        read.again = in.readLong();
        read.behind = in.readLong();
        Close.read(read.closed, in);
        return read;
    }

    public long readers() {
        return readers;
    }

    public long messages() {
        return messages;
    }

    /** Payload that they took. */
    public long bytes() {
        return bytes;
    }

    /** How often one that was closed came again. */
    public long again() {
        return again;
    }

    /** Publications that the slowest of those that kept their connection had not read. */
    public long behind() {
        return behind;
    }

    /** Those whose connection the server ended. */
    public SortedMap<Close, Long> closed() {
        return Collections.unmodifiableSortedMap(closed);
    }

    public long closedCount() {
        return closed.values().stream().mapToLong(Long::longValue).sum();
    }
}
