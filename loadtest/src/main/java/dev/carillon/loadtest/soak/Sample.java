package dev.carillon.loadtest.soak;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The service's process at one moment.
 *
 * @param nanos when, by {@link System#nanoTime}
 * @param values of the gauges that could be read: bytes, or how many
 * @param counters the service's own, by their names on its page of metrics; none when that did not answer
 * @param processor the time of processors that it has used since it began
 * @param missing why something could not be read, though it should
 */
public record Sample(
        long nanos,
        Map<Gauge, Double> values,
        Map<String, Double> counters,
        Optional<Duration> processor,
        Optional<String> missing) {
    public Sample {
        values = Map.copyOf(values);
        counters = Map.copyOf(counters);
    }

    OptionalDouble value(Gauge gauge) {
        Double value = values.get(gauge);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
