package dev.carillon.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Meters for changes of the settings while the node serves. Any thread may call it. */
public final class SettingsMeters {
    private final Counter applied;
    private final Counter refused;
    private final InstantSource timeOfDay;
    private final AtomicLong appliedAtMillis;

    SettingsMeters(MeterRegistry registry, InstantSource timeOfDay) {
        this.timeOfDay = timeOfDay;
        applied = counter(registry, "applied");
        refused = counter(registry, "refused");
        appliedAtMillis = new AtomicLong(timeOfDay.millis());
        TimeGauge.builder("carillon.settings.in.force.since", appliedAtMillis, TimeUnit.MILLISECONDS, AtomicLong::get)
                .description("Time of the last start or reload that applied settings, as Unix time")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String result) {
        return Counter.builder("carillon.settings.reloads")
                .description("Attempts to change settings while the service runs")
                .tag("result", result)
                .register(registry);
    }

    public void applied() {
        applied.increment();
        appliedAtMillis.set(timeOfDay.millis());
    }

    public void refused() {
        refused.increment();
    }
}
