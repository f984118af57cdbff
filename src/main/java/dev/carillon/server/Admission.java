package dev.carillon.server;

import dev.carillon.config.AdmissionSettings;
import dev.carillon.websocket.ServerHandshake.Refused;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Whether one loop takes another WebSocket. Who is refused is told when to come again, and not everybody the same: all at
 * once is how they came.
 */
final class Admission {
    private static final int LEAST_RETRY_SECONDS = 1;
    private static final int MOST_RETRY_SECONDS = 10;

    private final AdmissionSettings settings;
    private final int maxConnections;
    private final int loops;
    private final Optional<TokenBucket> pace;
    private final RandomGenerator random;
    private final Newcomers newcomers = new Newcomers();
    private boolean ended;

    /**
     * @param maxConnections of all loops together
     * @param nanoTime as {@link System#nanoTime}
     */
    Admission(
            AdmissionSettings settings, int maxConnections, int loops, LongSupplier nanoTime, RandomGenerator random) {
        this.settings = settings;
        this.maxConnections = share(maxConnections, loops);
        this.loops = loops;
        this.pace = settings.handshakeRate().map(rate -> new TokenBucket(rate.perSecond() / loops, nanoTime));
        this.random = random;
    }

    /** WebSockets of this loop at one time. */
    int maxConnections() {
        return maxConnections;
    }

    /** Connections of this loop that have not said yet what they want. */
    int maxHandshakes() {
        return share(settings.maxHandshakes(), loops);
    }

    Duration handshakeTimeout() {
        return settings.handshakeTimeout();
    }

    /** The connections of the lane that are no WebSockets: they have said nothing yet, or have been refused and not gone yet. */
    Newcomers newcomers() {
        return newcomers;
    }

    /** From now on nobody is taken. */
    void end() {
        ended = true;
    }

    private static int share(int all, int loops) {
        return Math.ceilDiv(all, loops);
    }

    /** What one more is told where {@code connections} are in the lane, if it cannot be taken. */
    Optional<Refused> refusal(int connections) {
        int open = connections - newcomers.count();
        if (ended) {
            return Optional.of(comeAgain("expected a service that stays, but this one is stopping"));
        }
        if (open >= maxConnections) {
            return Optional.of(
                    comeAgain("expected fewer than " + maxConnections + " WebSockets, but there are " + open));
        }
        if (pace.isPresent() && !pace.get().take()) {
            return Optional.of(comeAgain("expected fewer handshakes in this second, but there was one more"));
        }
        return Optional.empty();
    }

    private Refused comeAgain(String message) {
        int seconds = random.nextInt(LEAST_RETRY_SECONDS, MOST_RETRY_SECONDS + 1);
        return new Refused(503, message + ": try again in " + seconds + " s", Map.of("Retry-After", seconds + ""));
    }
}
