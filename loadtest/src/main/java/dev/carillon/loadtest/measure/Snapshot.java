package dev.carillon.loadtest.measure;

/**
 * How far a loop is: what it has counted up to now, and how it did since it was last asked.
 *
 * @param deserted whether no connection is left of which there is anything to measure, and none will come
 */
public record Snapshot(Sockets sockets, Traffic traffic, Pulse pulse, boolean deserted) {
    public static final Snapshot NOTHING =
            new Snapshot(new Sockets(0, 0, 0, 0, 0), new Traffic(0, 0, 0, 0), Pulse.NONE, true);

    /** For a loop on which there is something to measure. */
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

        /** The difference to {@code before}; {@link #open} does not change. */
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

        /** The difference to {@code before}. */
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
}
