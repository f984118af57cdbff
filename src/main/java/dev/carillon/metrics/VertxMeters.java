package dev.carillon.metrics;

import static java.util.stream.Collectors.toCollection;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.UUID;

/**
 * The meters of Vert.x for its pools of worker threads. Its meters of connections, requests and messages stay off,
 * since they take time for each of them; the rooms report the same as sums.
 */
public final class VertxMeters {
    private VertxMeters() {}

    /** Makes the Vert.x of {@code builder} and {@code options} report to {@code registry}. */
    public static VertxBuilder on(MeterRegistry registry, VertxBuilder builder, VertxOptions options) {
        options.setMetricsOptions(new MicrometerMetricsOptions()
                .setEnabled(true)
                // Vert.x keeps registries by name in a static map. Without a unique name, the second node of a process
                // would report to the registry of the first.
                .setRegistryName(UUID.randomUUID().toString())
                .setDisabledMetricsCategories(Arrays.stream(MetricsDomain.values())
                        .filter(domain -> domain != MetricsDomain.NAMED_POOLS)
                        .map(MetricsDomain::toCategory)
                        .collect(toCollection(HashSet::new))));
        return builder.withMetrics(new MicrometerMetricsFactory(registry));
    }
}
