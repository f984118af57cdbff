package dev.carillon.admission;

import dev.carillon.config.AddressLimits;
import dev.carillon.rate.Buckets;
import dev.carillon.rate.Network;
import dev.carillon.rate.Pace;
import dev.carillon.rate.TokenBucket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * What each network has of a node: one for all loops, since they get the connections of a network in any proportion. Asked
 * once for a handshake and once for an end, and only where there are limits. It remembers networks that have WebSockets, and
 * of those that had handshakes as many as {@link Buckets} does. May be called from any thread.
 */
public final class AddressTally {
    private final LongSupplier nanoTime;
    private AddressLimits limits;
    private Optional<Buckets<Network>> paces;
    private final Map<Network, Integer> open = new HashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    public AddressTally(AddressLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.paces = paces();
    }

    private Optional<Buckets<Network>> paces() {
        return limits.handshakeRate().map(rate -> new Buckets<>(new Pace(rate, nanoTime), 1));
    }

    /** Other limits hold from now on. WebSockets beyond them stay; of another rate all networks may have as many as at first. */
    public synchronized void use(AddressLimits next) {
        boolean otherRate = !next.handshakeRate().equals(limits.handshakeRate());
        limits = next;
        if (otherRate) {
            paces = paces();
        }
    }

    /** WebSockets of {@code network}. */
    synchronized int open(Network network) {
        return open.getOrDefault(network, 0);
    }

    /** Whether {@code network} may have no WebSocket more. */
    synchronized boolean isFull(Network network) {
        return open(network) >= limits.maxConnections().orElse(Integer.MAX_VALUE);
    }

    /** Counts a handshake of {@code network}; if it is one too many, in how many nanoseconds the next one may come. */
    OptionalLong handshake(Network network) {
        if (paces.isEmpty()) {
            return OptionalLong.empty();
        }
        TokenBucket pace = paces.get().of(network);
        return pace.take(1) ? OptionalLong.empty() : OptionalLong.of(pace.nanosUntil(1));
    }

    /** Counts a WebSocket more of {@code network}, unless that is {@link #isFull full} meanwhile. */
    synchronized boolean opened(Network network) {
        if (isFull(network)) {
            return false;
        }
        open.merge(network, 1, Integer::sum);
        return true;
    }

    /** Counts a WebSocket less of {@code network}, which has one. */
    synchronized void ended(Network network) {
        if (!open.containsKey(network)) {
            throw new IllegalStateException("no WebSocket of " + network + " to end");
        }
        open.computeIfPresent(network, (known, count) -> count == 1 ? null : count - 1);
    }

    /** Networks that are remembered for their WebSockets, and for their handshakes. */
    synchronized long size() {
        return open.size() + paces.map(Buckets::count).orElse(0L);
    }
}
