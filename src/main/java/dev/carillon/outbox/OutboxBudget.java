package dev.carillon.outbox;

import dev.carillon.hub.SlowReaderPolicy;
import java.util.EnumMap;
import java.util.Map;

/** What waits in all outboxes of one lane, and how much that may be. */
public final class OutboxBudget {
    private final OutboxLimits limits;
    private final OutboxMeters meters;
    private final Map<SlowReaderPolicy, Tally> dropped = new EnumMap<>(SlowReaderPolicy.class);
    private long bytes;
    private int outboxes;
    private int catchingUp;
    private int nowSeconds;

    /** Frames dropped since the last report. */
    private static final class Tally {
        long frames;
    }

    public OutboxBudget(OutboxLimits limits, OutboxMeters meters) {
        this.limits = limits;
        this.meters = meters;
    }

    public long bytes() {
        return bytes;
    }

    int nowSeconds() {
        return nowSeconds;
    }

    public void tick(int second) {
        nowSeconds = second;
    }

    void opened() {
        outboxes++;
    }

    void closed() {
        outboxes--;
    }

    /** The connection of an outbox reads from the log now. */
    void catchUpBegun() {
        catchingUp++;
    }

    /** It does not any more: it takes what comes, or ends. */
    void catchUpEnded() {
        catchingUp--;
    }

    void add(long delta) {
        bytes += delta;
    }

    void drop(SlowReaderPolicy policy) {
        dropped.computeIfAbsent(policy, first -> new Tally()).frames++;
    }

    /**
     * What may wait for one peer before its topics' policies are asked. While all are over their total it is an equal
     * share of that, so that a peer with little waiting does not pay for those with much.
     */
    long bound() {
        return isOver() ? Math.min(limits.bytes(), limits.totalBytes() / outboxes) : limits.bytes();
    }

    /**
     * Whether a peer of which nothing may be left out can be kept: its backlog alone is not held against it as long as it
     * takes something, there is a second bound for how far behind it may be, and there is room on this lane.
     *
     * @param lastTakenSecond when the kernel last took something for it
     */
    boolean mayKeep(long backlogBytes, int lastTakenSecond) {
        if (backlogBytes <= bound()) {
            return true;
        }
        if (isOver()) {
            return gaveUp(DisconnectReason.NODE);
        }
        if (backlogBytes > limits.bytesMax()) {
            return gaveUp(DisconnectReason.BACKLOG);
        }
        return !isStalled(backlogBytes, lastTakenSecond) || gaveUp(DisconnectReason.STALLED);
    }

    /**
     * Whether a peer has taken nothing for as long as the lane's patience lasts, and is behind by more than its bound.
     *
     * @param lastTakenSecond when the kernel last took something for it
     */
    boolean isStalled(long backlogBytes, int lastTakenSecond) {
        return backlogBytes > bound()
                && nowSeconds - lastTakenSecond >= limits.patience().toSeconds();
    }

    /** Whether a peer can be kept that is not read until it has taken everything: only for the room on this lane. */
    boolean mayKeepWhileDraining(long backlogBytes) {
        return !isOver() || backlogBytes <= bound() || gaveUp(DisconnectReason.NODE);
    }

    private boolean gaveUp(DisconnectReason why) {
        meters.gaveUp(why);
        return false;
    }

    private boolean isOver() {
        return bytes > limits.totalBytes() && outboxes > 0;
    }

    public void report() {
        meters.waiting(bytes);
        meters.catchingUp(catchingUp);
        dropped.forEach((policy, tally) -> meters.dropped(policy, tally.frames));
        dropped.clear();
    }
}
