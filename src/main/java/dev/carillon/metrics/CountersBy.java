package dev.carillon.metrics;

import static java.util.stream.Collectors.toMap;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A counter for each value of a closed set, all registered at the start: see {@link CarillonMeters#HANDSHAKE_STATUSES}.
 */
final class CountersBy<T> {
    private final Map<T, Counter> counters;

    CountersBy(Stream<T> values, Function<T, Counter> counter) {
        counters = values.collect(toMap(value -> value, counter));
    }

    void increment(T value) {
        increment(value, 1);
    }

    void increment(T value, long by) {
        Objects.requireNonNull(counters.get(value)).increment((double) by);
    }
}
