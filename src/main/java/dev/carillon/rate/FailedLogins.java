package dev.carillon.rate;

import dev.carillon.config.Rate;
import java.net.InetAddress;
import java.util.Optional;
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
    private volatile Optional<Pace> pace = Optional.empty();

    FailedLogins(LongSupplier nanoTime, RateMeters meters) {
        this.nanoTime = nanoTime;
        this.meters = meters;
    }

    void use(Optional<Rate> rate) {
        addresses = Buckets.with(addresses, rate, 1, nanoTime);
        pace = addresses.map(Buckets::pace);
    }

    /** What is allowed in a time; empty where nothing is counted. */
    Optional<Pace> pace() {
        return pace;
    }

    /** Why and for how long no credentials of {@code peer} are to be looked at; empty where they are. */
    public Optional<Limited> limited(InetAddress peer) {
        return limited(addresses.flatMap(known -> known.find(Network.of(peer))));
    }

    /** The same by what is counted of one client, if anything is. */
    Optional<Limited> limited(Optional<TokenBucket> counted) {
        Optional<Limited> limited = counted.map(bucket -> new Limited(
                        Limit.FAILED_LOGINS_PER_ADDRESS, bucket.pace().rate(), 1, bucket.nanosUntil(1)))
                .filter(known -> known.nanos() > 0);
        limited.ifPresent(reached -> meters.limited(reached.limit()));
        return limited;
    }

    /**
     * Credentials of {@code peer} were refused. Those that were being verified at the same time may be more than the rate
     * allows; they take what is left.
     */
    public void failed(InetAddress peer) {
        addresses.ifPresent(known -> known.of(Network.of(peer)).take(1));
    }
}
