package dev.carillon.metrics;

import dev.carillon.replica.Replica;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of a node with a shared log. Values are read at each scrape. */
final class ReplicaMeters {
    private final MeterRegistry registry;

    ReplicaMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void of(Replica replica) {
        Gauge.builder(
                        "carillon.log.behind.seconds",
                        replica,
                        part -> part.behind().toMillis() / 1000.0)
                .description("Time for which this node has been behind the shared log")
                .register(registry);
        Gauge.builder("carillon.log.pending.bytes", replica, Replica::pendingBytes)
                .description("Publications of this node that the shared log has not confirmed")
                .register(registry);
        FunctionCounter.builder("carillon.log.restarts", replica, Replica::restarts)
                .description("Restarts of the log of this node, with another epoch or after a gap")
                .register(registry);
    }
}
