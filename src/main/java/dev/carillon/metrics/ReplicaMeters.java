package dev.carillon.metrics;

import dev.carillon.replica.Replica;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of a node that shares its log with others; each is read when it is asked for. */
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
                .description("For how long this node has not had all that the log of the nodes has")
                .register(registry);
        Gauge.builder("carillon.log.pending.bytes", replica, Replica::pendingBytes)
                .description("Publications of this node that the log of the nodes has not confirmed")
                .register(registry);
        FunctionCounter.builder("carillon.log.restarts", replica, Replica::restarts)
                .description("How often the log of this node began anew, with another epoch or behind a gap")
                .register(registry);
    }
}
