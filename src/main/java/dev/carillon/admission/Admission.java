package dev.carillon.admission;

import dev.carillon.admission.Decision.NoPlace;
import dev.carillon.metrics.LoopMeters;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides of each handshake that is in order whether there is a place for it: on the node, and for its address. */
public final class Admission {
    private final ConnectionLimits connectionLimits;
    private final LoopMeters meters;
    private Optional<AddressLimiter> addressLimiter;

    /** @param addressLimiter where there are limits for addresses */
    public Admission(ConnectionLimits connectionLimits, Optional<AddressLimiter> addressLimiter, LoopMeters meters) {
        this.connectionLimits = connectionLimits;
        this.addressLimiter = addressLimiter;
        this.meters = meters;
    }

    /** Limits for addresses are there from now on; connections that came before are not counted. */
    public void use(AddressLimiter limiter) {
        addressLimiter = Optional.of(limiter);
    }

    /**
     * Whether there is a place for one more; who is turned away is counted.
     *
     * @param connections in the lane
     * @param peer where it comes from, null if it has gone; asked only where that matters
     */
    public Decision decide(int connections, Supplier<@Nullable InetSocketAddress> peer) {
        Optional<NoPlace> none = connectionLimits.refusal(connections);
        if (none.isPresent()) {
            return turnedAway(none.get());
        }
        // Who is refused for his address takes nothing of what there is for all.
        Decision decision = addressLimiter.isPresent() ? addressLimiter.get().decide(peer.get()) : Decision.WELCOME;
        if (decision instanceof NoPlace noPlace) {
            return turnedAway(noPlace);
        }
        connectionLimits.take();
        return decision;
    }

    private NoPlace turnedAway(NoPlace noPlace) {
        meters.turnedAway(noPlace.why(), noPlace.answer().status());
        return noPlace;
    }
}
