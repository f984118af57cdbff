package dev.carillon.loadtest.soak;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state of the service's process at one moment.
 *
 * @param nanos the time of the sample, by {@link System#nanoTime}
 * @param values the gauges that could be read: bytes or counts
 * @param counters the metrics of the service by name; empty if its metrics could not be read
 * @param processor the processor time that the process has used since its start; empty if the system does not report it
 * @param missing why the metrics could not be read, if so
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
