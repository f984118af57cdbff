package dev.carillon.server;

import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Computes when the clients of a draining loop reconnect: each as soon as another node can accept it.
 *
 * <p>Connections are closed at an even pace already, so a longer wait would only make clients miss publications.
 * Reconnections are delayed one after the other only if more connections are closed than another node accepts in that
 * time.
 */
final class ReturnTimes {
    /**
     * The most clients that reconnect in a second, for each loop. An opening handshake costs up to 52 µs of CPU, so
     * this is a tenth of a core; with TLS, a token and missed messages it may cost ten times as much.
     */
    static final Rate MOST = new Rate(2000);

    /** Clients closed in one step of the drain reconnect over this time, not in one moment. */
    static final Duration SPREAD = Duration.ofMillis(200);

    /** A client that is refused after this time receives 503 with another time. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private long freeNanos;

    /**
     * @param handshakes the rate that another node accepts on each of its loops
     * @param nanoTime as {@link System#nanoTime}
     */
    ReturnTimes(Rate handshakes, LongSupplier nanoTime, RandomGenerator random) {
        this.intervalNanos = (long) Math.max(handshakes.intervalNanos(), MOST.intervalNanos());
        this.nanoTime = nanoTime;
        this.random = random;
        this.freeNanos = nanoTime.getAsLong();
    }

    /** The time after which a client whose connection is closed now should reconnect. */
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
