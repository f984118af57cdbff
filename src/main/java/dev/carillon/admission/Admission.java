package dev.carillon.admission;

import dev.carillon.admission.Decision.NoPlace;
import dev.carillon.admission.Decision.Place;
import dev.carillon.rate.LoopRates;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides of each handshake that is in order whether there is a place for it: on the node, and for its address; and whether its
 * client may make the subscriptions that come with it. A handshake that makes too many has counted for its address alone.
 */
public final class Admission {
    private final ConnectionLimits connectionLimits;
    private final LoopRates rates;
    private final AdmissionMeters meters;
    private Optional<AddressLimiter> addressLimiter;

    /** @param addressLimiter where there are limits for addresses */
    public Admission(
            ConnectionLimits connectionLimits,
            Optional<AddressLimiter> addressLimiter,
            LoopRates rates,
            AdmissionMeters meters) {
        this.connectionLimits = connectionLimits;
        this.addressLimiter = addressLimiter;
        this.rates = rates;
        this.meters = meters;
    }

    /** Limits for addresses are there from now on; connections that came before are not counted. */
    public void use(AddressLimiter limiter) {
        addressLimiter = Optional.of(limiter);
    }

    /**
     * Whether there is a place for one more; a refusal is counted.
     *
     * @param connections in the lane
     * @param peer where it comes from, null if it has gone; asked only where that matters
     * @param key the name of its API key
     * @param subscriptions that come with it
     */
    public Decision decide(
            int connections, Supplier<@Nullable InetSocketAddress> peer, Optional<String> key, int subscriptions) {
        Optional<NoPlace> none = connectionLimits.refusal(connections);
        if (none.isPresent()) {
            return turnedAway(none.get());
        }
        // A client that is refused for its address takes nothing of what there is for all.
        Decision decision = addressLimiter.isPresent() ? addressLimiter.get().decide(peer.get()) : Decision.PLACE;
        return switch (decision) {
            case NoPlace noPlace -> turnedAway(noPlace);
            case Place place ->
                rates.subscribeNew(peer, key, subscriptions)
                        .<Decision>map(limited -> turnedAway(new NoPlace(RefusalReason.SUBSCRIBE_RATE, limited.refusal())))
                        .orElseGet(() -> take(place, peer));
        };
    }

    private Place take(Place place, Supplier<@Nullable InetSocketAddress> peer) {
        connectionLimits.take();
        return !rates.rememberAddresses()
                ? place
                : new Place(next -> place.counting().apply(rates.remembering(peer, next)));
    }

    private NoPlace turnedAway(NoPlace noPlace) {
        meters.turnedAway(noPlace.why());
        return noPlace;
    }
}
