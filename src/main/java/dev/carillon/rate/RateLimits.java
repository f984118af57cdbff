package dev.carillon.rate;

import dev.carillon.config.RateSettings;
import dev.carillon.rate.ActionLimits.Action;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The rate limits of a node, and the buckets that all loops share. Any thread may use it. */
public final class RateLimits {
    private final RateMeters meters;
    private final FailedLogins failedLogins;
    private volatile ActionLimits publishing;
    private volatile ActionLimits subscribing;

    /** @param nanoTime as {@link System#nanoTime} */
    public RateLimits(RateSettings settings, LongSupplier nanoTime, RateMeters meters) {
        this.meters = meters;
        this.failedLogins = new FailedLogins(nanoTime, meters);
        this.publishing = ActionLimits.none(Action.PUBLISH, nanoTime);
        this.subscribing = ActionLimits.none(Action.SUBSCRIBE, nanoTime);
        use(settings);
    }

    /** Replaces the rates, for open connections too. Buckets whose rate has not changed keep their state. */
    public synchronized void use(RateSettings next) {
        publishing = publishing.with(next.publishing());
        subscribing = subscribing.with(next.subscribing());
        failedLogins.use(next.failedLogins());
    }

    public FailedLogins failedLogins() {
        return failedLogins;
    }

    ActionLimits publishing() {
        return publishing;
    }

    ActionLimits subscribing() {
        return subscribing;
    }

    /** Counts a refusal. */
    Optional<Limited> counted(Optional<Limited> limited) {
        limited.ifPresent(refused -> meters.limited(refused.limit()));
        return limited;
    }
}
