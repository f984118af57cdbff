package dev.carillon.rate;

import dev.carillon.config.Rate;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts the refused credentials of each address, so that an address that tries many must wait before the next ones are
 * checked. Credentials that are known to be valid must not be limited: an attacker would lock out other clients behind
 * the same address. Any thread may use it.
 */
public final class FailedLogins {
    private final LongSupplier nanoTime;
    private final RateMeters meters;
    private volatile Optional<Buckets<Network>> addresses = Optional.empty();
    private volatile Optional<Pace> pace = Optional.empty();

    FailedLogins(LongSupplier nanoTime, RateMeters meters) {
        this.nanoTime = nanoTime;
        this.meters = meters;
    }

    void use(Optional<Rate> rate) {
        addresses = Buckets.with(addresses, rate, 1, nanoTime);
        pace = addresses.map(Buckets::pace);
    }

    /** The permitted rate; empty if nothing is counted. */
    Optional<Pace> pace() {
        return pace;
    }

    /** Why and how long credentials of {@code peer} are not checked; empty if they are. */
    public Optional<Limited> limited(InetAddress peer) {
        return limited(addresses.flatMap(known -> known.find(Network.of(peer))));
    }

    /** The same for the bucket of one client, if it has one. */
    Optional<Limited> limited(Optional<TokenBucket> counted) {
        Optional<Limited> limited = counted.map(bucket -> new Limited(
                        Limit.FAILED_LOGINS_PER_ADDRESS, bucket.pace().rate(), 1, bucket.nanosUntil(1)))
                .filter(known -> known.nanos() > 0);
        limited.ifPresent(reached -> meters.limited(reached.limit()));
        return limited;
    }

    /**
     * Credentials of {@code peer} were refused. Checks that ran at the same time may exceed the rate; they take the
     * remaining tokens.
     */
    public void failed(InetAddress peer) {
        addresses.ifPresent(known -> known.of(Network.of(peer)).take(1));
    }
}
