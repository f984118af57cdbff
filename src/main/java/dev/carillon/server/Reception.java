package dev.carillon.server;

import dev.carillon.metrics.LoopMeters;
import dev.carillon.server.Decision.NoPlace;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides of each handshake that is in order whether there is a place for it: on the node, and for its address. */
final class Reception {
    private final Admission admission;
    private final Optional<Guests> guests;
    private final LoopMeters meters;

    /** @param guests where there are limits for addresses */
    Reception(Admission admission, Optional<Guests> guests, LoopMeters meters) {
        this.admission = admission;
        this.guests = guests;
        this.meters = meters;
    }

    /**
     * Whether there is a place for one more; who is turned away is counted.
     *
     * @param connections in the lane
     * @param peer where it comes from, null if it has gone; asked only where that matters
     */
    Decision decide(int connections, Supplier<@Nullable InetSocketAddress> peer) {
        Optional<NoPlace> none = admission.refusal(connections);
        if (none.isPresent()) {
            return turnedAway(none.get());
        }
        // Who is refused for his address takes nothing of what there is for all.
        Decision decision = guests.isPresent() ? guests.get().decide(peer.get()) : Decision.WELCOME;
        if (decision instanceof NoPlace noPlace) {
            return turnedAway(noPlace);
        }
        admission.take();
        return decision;
    }

    private NoPlace turnedAway(NoPlace noPlace) {
        meters.turnedAway(noPlace.why(), noPlace.answer().status());
        return noPlace;
    }
}
