package dev.carillon.catchup;

import java.util.Optional;

/**
 * The position at which a subscription begins, as found in the log.
 *
 * @param position the offset after which it receives every remembered publication
 * @param valuesThrough up to this offset it receives only the last value of each topic that has one; 0 if it receives
 *     all
 * @param lostThrough the peer already knows which publications up to this offset have left the log
 * @param recovered whether all publications after the requested id are still in the log; empty if no id was requested
 */
public record Beginning(long position, long valuesThrough, long lostThrough, Optional<Boolean> recovered) {
    static Beginning behind(long position, long now) {
        return new Beginning(position, 0, now, Optional.empty());
    }

    static Beginning withLastValues(long now) {
        return new Beginning(0, now, now, Optional.empty());
    }

    /** Whether an id was requested after which publications have left the log. */
    public boolean isIncomplete() {
        return recovered.filter(complete -> !complete).isPresent();
    }

    /** Whether it receives last values before new publications. */
    boolean hasLastValues() {
        return valuesThrough > 0;
    }

    /** The offset after which it covers every publication. */
    public long coveredFrom() {
        return Math.max(position, valuesThrough);
    }

    /** Whether it must read from the log before it can receive what comes to a hub at {@code hubPosition}. */
    public boolean isBehind(long hubPosition) {
        return position != hubPosition;
    }
}
