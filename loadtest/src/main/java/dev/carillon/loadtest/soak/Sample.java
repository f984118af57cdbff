package dev.carillon.loadtest.soak;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * The service's process at one moment.
 *
 * @param nanos when, by {@link System#nanoTime}
 * @param values of the gauges that could be read: bytes, or how many
 * @param counters the service's own, by their names on its page of metrics
 */
public record Sample(long nanos, Map<Gauge, Double> values, Map<String, Double> counters) {
    public Sample {
        values = Map.copyOf(values);
        counters = Map.copyOf(counters);
    }

    OptionalDouble value(Gauge gauge) {
        Double value = values.get(gauge);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
