package dev.carillon.metrics;

import dev.carillon.cluster.ClusterHealth;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The meters of a node in a cluster. Values are read at each scrape. */
final class ClusterMeters {
    private final MeterRegistry registry;

    ClusterMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void of(ClusterHealth health) {
        gauge(
                "carillon.cluster.members",
                "Nodes of the cluster that this node knows, including itself",
                health::memberCount);
        gauge("carillon.cluster.links.up", "Other nodes whose link is up", health::linksUp);
        gauge("carillon.cluster.links.down", "Other nodes whose link is down", health::linksDown);
        gauge(
                "carillon.cluster.waiting.bytes",
                "Bytes of publications that other nodes have not confirmed",
                health::waitingBytes);
        gauge(
                "carillon.cluster.last.healing.seconds",
                "Time that the link that most recently came up again had been down; 0 before the first",
                health::lastHealingSeconds);
        counter(
                health,
                "carillon.cluster.sent",
                "Publications for other nodes, once for each node",
                ClusterHealth::sent);
        counter(health, "carillon.cluster.received", "Publications received from other nodes", ClusterHealth::received);
        counter(
                health,
                "carillon.cluster.given.up",
                "Publications that were not sent to a node because too many waited for it",
                ClusterHealth::givenUp);
        counter(
                health,
                "carillon.cluster.lost",
                "Publications of other nodes that did not arrive, by gaps in their numbers",
                ClusterHealth::lost);
        counter(
                health,
                "carillon.cluster.refused",
                "Publications of other nodes that were refused because a loop was full or they were invalid",
                ClusterHealth::refused);
        counter(
                health,
                "carillon.cluster.links.healed",
                "Links to other nodes that came up again",
                ClusterHealth::healed);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private void counter(ClusterHealth health, String name, String description, ToDoubleFunction<ClusterHealth> value) {
        FunctionCounter.builder(name, health, value).description(description).register(registry);
    }
}
