package dev.carillon.rate;

import dev.carillon.config.Rate;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The credentials of each address that were refused, so that one that tries many has to wait before the next is looked at. Those
 * that are known to be good already are not to be asked about here: an attacker would lock out its neighbours behind the same
 * address. May be used by any thread.
 */
public final class FailedLogins {
    private final LongSupplier nanoTime;
    private final RateMeters meters;
    private volatile Optional<Buckets<Network>> addresses = Optional.empty();

    FailedLogins(LongSupplier nanoTime, RateMeters meters) {
        this.nanoTime = nanoTime;
        this.meters = meters;
    }

    void use(Optional<Rate> rate) {
        addresses = Buckets.with(addresses, rate, 1, nanoTime);
    }

    /** For how many nanoseconds no credentials of {@code peer} are to be verified; empty where they are. */
    public OptionalLong blockedNanos(InetAddress peer) {
        long nanos = addresses
                .flatMap(known -> known.find(Network.of(peer)))
                .map(bucket -> bucket.nanosUntil(1))
                .orElse(0L);
        if (nanos == 0) {
            return OptionalLong.empty();
        }
        meters.limited(Limit.FAILED_LOGINS_PER_ADDRESS);
        return OptionalLong.of(nanos);
    }

    /**
     * Credentials of {@code peer} were refused. Those that were being verified at the same time may be more than the rate
     * allows; they take what is left.
     */
    public void failed(InetAddress peer) {
        addresses.ifPresent(known -> known.of(Network.of(peer)).take(1));
    }
}
