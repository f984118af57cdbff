package dev.carillon.loadtest.measure;

/**
 * The counts of a loop, or of several loops together, up to now, and their pulse since the last snapshot.
 *
 * @param deserted whether no connection is left to measure, and none will be opened
 */
public record Snapshot(Sockets sockets, Traffic traffic, Pulse pulse, boolean deserted) {
    public static final Snapshot NOTHING =
            new Snapshot(new Sockets(0, 0, 0, 0, 0), new Traffic(0, 0, 0, 0), Pulse.NONE, true);

    /** The snapshot of a loop that has something to measure. */
    public Snapshot(Sockets sockets, Traffic traffic, Pulse pulse) {
        this(sockets, traffic, pulse, false);
    }

    /**
     * Counts of connections.
     *
     * @param open connections that are open now
     * @param opened connections that were ever opened
     * @param failed attempts to open a connection that failed
     * @param closed connections that were closed as planned
     * @param lost connections that ended unexpectedly
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
     * Counts of messages.
     *
     * @param published publications that the tester has sent
     * @param keepAlives keep-alives that the tester has sent
     * @param received messages of any kind that the tester has received
     * @param receivedBytes payload bytes of the received messages
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
