package dev.carillon.outbox;

import dev.carillon.hub.SlowReaderPolicy;
import java.util.EnumMap;
import java.util.Map;

/** Counts the bytes in all outboxes of one lane, and limits them. Belongs to the loop of the lane. */
public final class OutboxBudget {
    private final OutboxLimits limits;
    private final OutboxMeters meters;
    private final Map<SlowReaderPolicy, Tally> dropped = new EnumMap<>(SlowReaderPolicy.class);
    private long bytes;
    private int outboxes;
    private int catchingUp;
    private int nowSeconds;

    /** The frames dropped since the last report. */
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

    /** The connection of an outbox now reads from the log. */
    void catchUpBegun() {
        catchingUp++;
    }

    /** It no longer does: it is live or has ended. */
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
     * The bytes for one peer above which its topics' policies apply. While all outboxes together exceed the total, it
     * is an equal share of the total, so that peers with large outboxes do not affect others.
     */
    long bound() {
        return isOver() ? Math.min(limits.bytes(), limits.totalBytes() / outboxes) : limits.bytes();
    }

    /**
     * Whether a peer without droppable frames can stay connected. Within its limit it always can. Beyond it, the lane
     * must have capacity, the second limit must not be exceeded, and the peer must make progress.
     *
     * @param lastTakenSecond when the kernel last took bytes for it
     */
    boolean mayKeep(long backlogBytes, int lastTakenSecond) {
        if (backlogBytes <= bound()) {
            return true;
        }
        if (isOver()) {
            return reportDisconnect(DisconnectReason.NODE);
        }
        if (backlogBytes > limits.bytesMax()) {
            return reportDisconnect(DisconnectReason.BACKLOG);
        }
        return !isStalled(backlogBytes, lastTakenSecond) || reportDisconnect(DisconnectReason.STALLED);
    }

    /**
     * Whether a peer has taken nothing for the patience of the lane, and has more than its limit.
     *
     * @param lastTakenSecond when the kernel last took bytes for it
     */
    boolean isStalled(long backlogBytes, int lastTakenSecond) {
        return backlogBytes > bound()
                && nowSeconds - lastTakenSecond >= limits.patience().toSeconds();
    }

    /**
     * Whether a peer whose input is paused until it has taken everything can stay connected: only the lane's capacity
     * counts.
     */
    boolean mayKeepWhileDraining(long backlogBytes) {
        return !isOver() || backlogBytes <= bound() || reportDisconnect(DisconnectReason.NODE);
    }

    private boolean reportDisconnect(DisconnectReason why) {
        meters.disconnected(why);
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
