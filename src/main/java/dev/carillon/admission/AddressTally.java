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
 * Counts the WebSockets and handshakes of each network. One for all loops, because the connections of a network may be
 * spread over them unevenly. Used once for a handshake and once for an end, and only if there are limits. Stores
 * networks that have WebSockets, and as many networks with handshakes as {@link Buckets} stores. Any thread may call
 * it.
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

    /**
     * Replaces the limits. WebSockets above them stay open. After a change of the rate all networks begin with full
     * buckets.
     */
    public synchronized void use(AddressLimits next) {
        boolean otherRate = !next.handshakeRate().equals(limits.handshakeRate());
        limits = next;
        if (otherRate) {
            paces = paces();
        }
    }

    /** The open WebSockets of {@code network}. */
    synchronized int open(Network network) {
        return open.getOrDefault(network, 0);
    }

    /** Whether {@code network} may not open another WebSocket. */
    synchronized boolean isFull(Network network) {
        return open(network) >= limits.maxConnections().orElse(Integer.MAX_VALUE);
    }

    /**
     * Counts a handshake of {@code network}. If it is one too many, returns the nanoseconds until the next one is
     * permitted.
     */
    OptionalLong handshake(Network network) {
        if (paces.isEmpty()) {
            return OptionalLong.empty();
        }
        TokenBucket pace = paces.get().of(network);
        return pace.take(1) ? OptionalLong.empty() : OptionalLong.of(pace.nanosUntil(1));
    }

    /** Counts a new WebSocket of {@code network}, unless the network is {@link #isFull full}. */
    synchronized boolean opened(Network network) {
        if (isFull(network)) {
            return false;
        }
        open.merge(network, 1, Integer::sum);
        return true;
    }

    /** Counts the end of a WebSocket of {@code network}. */
    synchronized void ended(Network network) {
        if (!open.containsKey(network)) {
            throw new IllegalStateException("no WebSocket of " + network + " to end");
        }
        open.computeIfPresent(network, (known, count) -> count == 1 ? null : count - 1);
    }

    /** The number of networks stored for their WebSockets and for their handshakes. */
    synchronized long size() {
        return open.size() + paces.map(Buckets::count).orElse(0L);
    }
}
