package dev.carillon.admission;

import dev.carillon.config.AddressLimits;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What each network has of a node: one for all loops, since they get the connections of a network in any proportion. Asked
 * once for a handshake and once for an end, and only where there are limits.
 *
 * <p>It remembers networks that have WebSockets, and for as long as that could matter, but at most so many, those that have
 * had a handshake. May be called from any thread.
 */
public final class AddressTally {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Networks without WebSockets whose handshakes are remembered: some 10 MB at most, whoever comes from wherever. */
    static final int RECENT_MAX = 1 << 16;

    private final LongSupplier nanoTime;
    private AddressLimits limits;
    /** How long after a handshake a network may have as many as one that has never had any. */
    private long memoryNanos;

    private final Map<Network, Tally> present = new HashMap<>();
    /** In the order in which they came to be here. */
    private final Map<Network, Tally> recent = new LinkedHashMap<>();

    private static final class Tally {
        @Nullable
        TokenBucket pace;

        int open;
        long restingSinceNanos;

        Tally(@Nullable TokenBucket pace) {
            this.pace = pace;
        }
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public AddressTally(AddressLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.memoryNanos = memoryNanos(limits);
    }

    private static long memoryNanos(AddressLimits limits) {
        return limits.handshakeRate()
                .map(rate -> (long) Math.max(NANOS_PER_SECOND, rate.intervalNanos()))
                .orElse(0L);
    }

    /** Other limits hold from now on. WebSockets beyond them stay; of another rate all networks may have as many as at first. */
    public synchronized void use(AddressLimits next) {
        boolean otherRate = !next.handshakeRate().equals(limits.handshakeRate());
        limits = next;
        memoryNanos = memoryNanos(next);
        if (otherRate) {
            recent.clear();
            present.values().forEach(tally -> tally.pace = newPace());
        }
    }

    /** WebSockets of {@code network}. */
    synchronized int open(Network network) {
        Tally tally = present.get(network);
        return tally == null ? 0 : tally.open;
    }

    /** Whether {@code network} may have no WebSocket more. */
    synchronized boolean isFull(Network network) {
        return open(network) >= limits.maxConnections().orElse(Integer.MAX_VALUE);
    }

    /** Counts a handshake of {@code network}; if it is one too many, in how many nanoseconds the next one may come. */
    synchronized OptionalLong handshake(Network network) {
        if (limits.handshakeRate().isEmpty()) {
            return OptionalLong.empty();
        }
        Tally known = known(network);
        Tally tally = known == null ? newTally() : known;
        TokenBucket pace = tally.pace;
        if (pace != null && !pace.take()) {
            return OptionalLong.of(pace.nanosToNext());
        }
        if (tally.open == 0) {
            rest(network, tally);
        }
        return OptionalLong.empty();
    }

    /** Counts a WebSocket more of {@code network}, unless that is {@link #isFull full} meanwhile. */
    synchronized boolean opened(Network network) {
        if (isFull(network)) {
            return false;
        }
        Tally known = known(network);
        Tally tally = known == null ? newTally() : known;
        if (tally.open++ == 0) {
            recent.remove(network);
            present.put(network, tally);
        }
        return true;
    }

    /** Counts a WebSocket less of {@code network}, which has one. */
    synchronized void ended(Network network) {
        Tally tally = present.get(network);
        if (tally == null) {
            throw new IllegalStateException("no WebSocket of " + network + " to end");
        }
        if (--tally.open == 0) {
            present.remove(network);
            if (tally.pace != null && !tally.pace.isFull()) {
                rest(network, tally);
            }
        }
    }

    /** Forgets whom there is nothing to be known of any more; to be called about once a second. */
    public synchronized void sweep() {
        long now = nanoTime.getAsLong();
        Iterator<Tally> fromEldest = recent.values().iterator();
        while (fromEldest.hasNext()) {
            Tally eldest = fromEldest.next();
            if (recent.size() <= RECENT_MAX && now - eldest.restingSinceNanos < memoryNanos) {
                return;
            }
            fromEldest.remove();
        }
    }

    /** Networks that are remembered. */
    synchronized int size() {
        return present.size() + recent.size();
    }

    private @Nullable Tally known(Network network) {
        Tally tally = present.get(network);
        return tally == null ? recent.get(network) : tally;
    }

    private Tally newTally() {
        return new Tally(newPace());
    }

    private @Nullable TokenBucket newPace() {
        return limits.handshakeRate()
                .map(rate -> new TokenBucket(rate.perSecond(), nanoTime))
                .orElse(null);
    }

    private void rest(Network network, Tally tally) {
        tally.restingSinceNanos = nanoTime.getAsLong();
        // To the end of the line.
        recent.remove(network);
        recent.put(network, tally);
        if (recent.size() > RECENT_MAX) {
            sweep();
        }
    }
}
