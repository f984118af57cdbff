package dev.carillon.catchup;

import java.util.Optional;

/**
 * Where a subscription begins, once the log was asked.
 *
 * @param position the offset behind which it receives every remembered publication
 * @param valuesThrough up to this offset it receives only the newest of each topic that has a last value; 0 for all
 * @param lostThrough what has left the log up to this offset is no news for the peer
 * @param recovered whether nothing that is newer than the id that it named has left the log; empty where it named none
 */
public record Beginning(long position, long valuesThrough, long lostThrough, Optional<Boolean> recovered) {
    static Beginning behind(long position, long now) {
        return new Beginning(position, 0, now, Optional.empty());
    }

    static Beginning withLastValues(long now) {
        return new Beginning(0, now, now, Optional.empty());
    }

    /** Whether it named an id behind which publications have left the log. */
    public boolean isIncomplete() {
        return recovered.filter(complete -> !complete).isPresent();
    }

    /** Whether it receives the newest of topics first, ahead of what is published from now on. */
    boolean hasLastValues() {
        return valuesThrough > 0;
    }

    /** The offset behind which it covers everything. */
    public long coveredFrom() {
        return Math.max(position, valuesThrough);
    }

    /** Whether a subscription has anything to read before it takes what comes to a hub at {@code hubPosition}. */
    public boolean isBehind(long hubPosition) {
        return position != hubPosition;
    }
}
