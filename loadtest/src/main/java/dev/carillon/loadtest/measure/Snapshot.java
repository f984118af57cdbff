package dev.carillon.loadtest.measure;

/** How far a loop is, for people who watch. */
public record Snapshot(int open, long failures, long closed, long sent, long received) {

    public static final Snapshot NOTHING = new Snapshot(0, 0, 0, 0, 0);

    public Snapshot plus(Snapshot other) {
        return new Snapshot(
                open + other.open,
                failures + other.failures,
                closed + other.closed,
                sent + other.sent,
                received + other.received);
    }
}
