package dev.carillon.server;

import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * When the clients of a loop that is drained come back: each as soon as another node can take it.
 *
 * <p>Connections are closed at an even pace already. So a longer wait would spread nothing, and a client would miss what is
 * published meanwhile. Only where more are closed than another node takes in that time do they come back one after the other.
 */
final class ReturnTimes {
    /**
     * Clients that come back in a second, at most, for each loop. An opening costs up to 52 µs of CPU, so this is a tenth of a
     * core; TLS, a token and the messages that were missed may cost ten times as much.
     */
    static final Rate MOST = new Rate(2000);

    /** Those that are closed in one step of the drain are not to come back in one moment. */
    static final Duration SPREAD = Duration.ofMillis(200);

    /** A client that is refused then receives 503 with a time of its own. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private long freeNanos;

    /**
     * @param handshakes what another node lets in, for each of its loops
     * @param nanoTime as {@link System#nanoTime}
     */
    ReturnTimes(Rate handshakes, LongSupplier nanoTime, RandomGenerator random) {
        this.intervalNanos = (long) Math.max(handshakes.intervalNanos(), MOST.intervalNanos());
        this.nanoTime = nanoTime;
        this.random = random;
        this.freeNanos = nanoTime.getAsLong();
    }

    /** The time after which a client comes back whose connection is closed now. */
    Duration next() {
        long now = nanoTime.getAsLong();
        long wait = Math.max(0, freeNanos - now);
        if (wait < LONGEST.toNanos()) {
            freeNanos = now + wait + intervalNanos;
            return Duration.ofNanos(wait + random.nextLong(SPREAD.toNanos()));
        }
        return Duration.ofNanos(random.nextLong(LONGEST.toNanos()));
    }
}
