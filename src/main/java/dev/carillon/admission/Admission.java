package dev.carillon.admission;

import dev.carillon.admission.Decision.NoPlace;
import dev.carillon.admission.Decision.Place;
import dev.carillon.rate.LoopRates;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether there is capacity for a valid handshake: on the node and for its address, and whether its client may
 * make the subscriptions that come with it. A handshake that is refused for its subscriptions still counts for its
 * address.
 */
public final class Admission {
    private final ConnectionLimits connectionLimits;
    private final LoopRates rates;
    private final AdmissionMeters meters;
    private Optional<AddressLimiter> addressLimiter;

    /** @param addressLimiter present if there are limits for addresses */
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

    /** Sets the limits for addresses; earlier connections are not counted. */
    public void use(AddressLimiter limiter) {
        addressLimiter = Optional.of(limiter);
    }

    /**
     * Decides on one more connection, and counts a refusal.
     *
     * @param connections open connections of the lane
     * @param peer the address, null if it has disconnected; called only if a limit needs it
     * @param key the name of its API key
     * @param subscriptions number of subscriptions that come with it
     */
    public Decision decide(
            int connections, Supplier<@Nullable InetSocketAddress> peer, Optional<String> key, int subscriptions) {
        Optional<NoPlace> none = connectionLimits.refusal(connections);
        if (none.isPresent()) {
            return refused(none.get());
        }
        // First, so that a client that is refused for its address does not use up the limits of all.
        Decision decision = addressLimiter.isPresent() ? addressLimiter.get().decide(peer.get()) : Decision.PLACE;
        return switch (decision) {
            case NoPlace noPlace -> refused(noPlace);
            case Place place ->
                rates.subscribeNew(peer, key, subscriptions)
                        .<Decision>map(limited -> refused(new NoPlace(RefusalReason.SUBSCRIBE_RATE, limited.refusal())))
                        .orElseGet(() -> take(place, peer));
        };
    }

    private Place take(Place place, Supplier<@Nullable InetSocketAddress> peer) {
        connectionLimits.take();
        return !rates.mustStoreAddresses()
                ? place
                : new Place(next -> place.counting().apply(rates.storingAddress(peer, next)));
    }

    private NoPlace refused(NoPlace noPlace) {
        meters.refused(noPlace.why());
        return noPlace;
    }
}
