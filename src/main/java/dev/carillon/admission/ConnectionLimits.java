package dev.carillon.admission;

import dev.carillon.admission.Decision.NoPlace;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.Rate;
import dev.carillon.handshake.ServerHandshake.Refused;
import dev.carillon.rate.Pace;
import dev.carillon.rate.TokenBucket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The limits on the WebSockets and handshakes of one loop. Belongs to the loop. */
public final class ConnectionLimits {
    private final int loops;
    private final LongSupplier nanoTime;
    private final RetryAfter retryAfter;
    private final PendingHandshakes pendingHandshakes = new PendingHandshakes();
    private AdmissionSettings settings;
    private int maxConnections;
    private Optional<TokenBucket> pace;
    private boolean ended;
    /** Capacity used by other connections, which are not counted here. */
    private IntSupplier others = () -> 0;

    /**
     * @param maxConnections of all loops together
     * @param nanoTime as {@link System#nanoTime}
     */
    public ConnectionLimits(
            AdmissionSettings settings, int maxConnections, int loops, LongSupplier nanoTime, RandomGenerator random) {
        this.settings = settings;
        this.maxConnections = share(maxConnections, loops);
        this.loops = loops;
        this.nanoTime = nanoTime;
        this.pace = pace(settings);
        this.retryAfter = new RetryAfter(random);
    }

    private Optional<TokenBucket> pace(AdmissionSettings settings) {
        return settings.handshakeRate().map(rate -> new Pace(rate.part(loops), nanoTime).newBucket());
    }

    /** The rate of handshakes of this loop, if limited. */
    public Optional<Rate> handshakeRate() {
        return settings.handshakeRate().map(rate -> rate.part(loops));
    }

    /** Replaces the limits for further handshakes; open connections stay. */
    public void use(AdmissionSettings next, int maxConnections) {
        if (!next.handshakeRate().equals(settings.handshakeRate())) {
            pace = pace(next);
        }
        settings = next;
        this.maxConnections = share(maxConnections, loops);
    }

    /** The limit on WebSockets of this loop. */
    public int maxConnections() {
        return maxConnections;
    }

    /** The limit on connections of this loop without a request. */
    public int maxHandshakes() {
        return share(settings.maxHandshakes(), loops);
    }

    public Duration handshakeTimeout() {
        return settings.handshakeTimeout();
    }

    /**
     * The connections of the lane that are not WebSockets: they have sent no request yet, or have been refused and are
     * still open.
     */
    public PendingHandshakes pendingHandshakes() {
        return pendingHandshakes;
    }

    /** Also counts {@code places}, if the limit follows from the memory and was not set as a number. */
    public void alsoCount(IntSupplier places) {
        others = places;
    }

    /** Accepts no more connections. */
    public void end() {
        ended = true;
    }

    private static int share(int all, int loops) {
        return Math.ceilDiv(all, loops);
    }

    /** The refusal of one more connection, if the limits are reached with {@code connections} in the lane. */
    Optional<NoPlace> refusal(int connections) {
        int open = connections - pendingHandshakes.count();
        if (ended) {
            // Few clients come now, and another node accepts them.
            return Optional.of(new NoPlace(
                    RefusalReason.STOPPING,
                    Refused.withRetryAfter(503, "expected a node that accepts requests, but this one is stopping", 1)));
        }
        int more = settings.maxConnections().isPresent() ? 0 : others.getAsInt();
        if (open + more >= maxConnections) {
            return noPlace(
                    RefusalReason.CONNECTIONS,
                    "expected fewer than " + maxConnections + " WebSockets and event streams, but there are " + open
                            + (more == 0 ? "" : ", and HTTP/2 connections take the place of " + more));
        }
        if (pace.isPresent() && pace.get().nanosUntil(1) > 0) {
            return noPlace(RefusalReason.RATE, "expected handshakes at a lower rate, but this is one too many");
        }
        return Optional.empty();
    }

    /** Counts an admitted handshake. */
    void take() {
        boolean taken = pace.isEmpty() || pace.get().take(1);
        assert taken : "a handshake that was not refused";
    }

    private Optional<NoPlace> noPlace(RefusalReason why, String message) {
        return Optional.of(new NoPlace(why, retryAfter.refusal(503, message, 1)));
    }
}
