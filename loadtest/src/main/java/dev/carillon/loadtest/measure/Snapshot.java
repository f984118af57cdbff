package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How far a loop is: what it has counted up to now, and how it did since it was last asked.
 *
 * @param deserted whether no connection is left of which there is anything to measure, and none will come
 */
public record Snapshot(Sockets sockets, Traffic traffic, Pulse pulse, boolean deserted) {
    public static final Snapshot NOTHING =
            new Snapshot(new Sockets(0, 0, 0, 0, 0), new Traffic(0, 0, 0, 0), Pulse.NONE, true);

    /** Of a loop on which there is something to measure. */
    public Snapshot(Sockets sockets, Traffic traffic, Pulse pulse) {
        this(sockets, traffic, pulse, false);
    }

    /**
     * Connections.
     *
     * @param open now
     * @param opened ever
     * @param failed attempts to open one
     * @param closed as the plan has it
     * @param lost closed before their time
     */
    public record Sockets(int open, long opened, long failed, long closed, long lost) {

        public Sockets plus(Sockets other) {
            return new Sockets(
                    open + other.open,
                    opened + other.opened,
                    failed + other.failed,
                    closed + other.closed,
                    lost + other.lost);
        }

        /** What came after {@code before}; {@link #open} stays what it is. */
        public Sockets since(Sockets before) {
            return new Sockets(
                    open, opened - before.opened, failed - before.failed, closed - before.closed, lost - before.lost);
        }
    }

    /**
     * Messages.
     *
     * @param published by the tester
     * @param keepAlives sent
     * @param received messages of any kind
     * @param receivedBytes their payloads
     */
    public record Traffic(long published, long keepAlives, long received, long receivedBytes) {

        public Traffic plus(Traffic other) {
            return new Traffic(
                    published + other.published,
                    keepAlives + other.keepAlives,
                    received + other.received,
                    receivedBytes + other.receivedBytes);
        }

        /** What came after {@code before}. */
        public Traffic since(Traffic before) {
            return new Traffic(
                    published - before.published,
                    keepAlives - before.keepAlives,
                    received - before.received,
                    receivedBytes - before.receivedBytes);
        }
    }

    public Snapshot plus(Snapshot other) {
        return new Snapshot(
                sockets.plus(other.sockets),
                traffic.plus(other.traffic),
                pulse.plus(other.pulse),
                deserted && other.deserted);
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(sockets.open);
        out.writeLong(sockets.opened);
        out.writeLong(sockets.failed);
        out.writeLong(sockets.closed);
        out.writeLong(sockets.lost);
        out.writeLong(traffic.published);
        out.writeLong(traffic.keepAlives);
        out.writeLong(traffic.received);
        out.writeLong(traffic.receivedBytes);
        Histograms.write(pulse.latencies(), out);
        out.writeLong(pulse.lateNanos());
        out.writeDouble(pulse.busy());
        out.writeBoolean(deserted);
    }

    /** Reads what {@link #write} wrote, in this process or another. */
    public static Snapshot read(DataInput in) throws IOException {
        return new Snapshot(
                new Sockets(in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readLong()),
                new Traffic(in.readLong(), in.readLong(), in.readLong(), in.readLong()),
                new Pulse(Histograms.read(in), in.readLong(), in.readDouble()),
                in.readBoolean());
    }
}
