package dev.carillon.rate;

import dev.carillon.config.RateSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rates of a node; the test moves the clock. */
public final class HandRunRates {
    /** The limits that were reached, in order. */
    public final List<Limit> reached = new ArrayList<>();

    public final RateLimits node;
    private long nowNanos;

    public HandRunRates(RateSettings settings) {
        this.node = new RateLimits(settings, () -> nowNanos, reached::add);
    }

    /** Rates without limits. */
    public static LoopRates unlimited() {
        return new HandRunRates(RateSettings.NONE).loop();
    }

    public LoopRates loop() {
        return new LoopRates(node, false);
    }

    public LoopRates loopBehindProxies() {
        return new LoopRates(node, true);
    }

    public void pass(Duration time) {
        nowNanos += time.toNanos();
    }
}
