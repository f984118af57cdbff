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
                "Nodes of the cluster that this one knows of, itself among them",
                health::memberCount);
        gauge("carillon.cluster.links.up", "Other nodes to which publications go", health::linksUp);
        gauge(
                "carillon.cluster.links.down",
                "Other nodes to which publications should go, and cannot",
                health::linksDown);
        gauge(
                "carillon.cluster.waiting.bytes",
                "Publications that other nodes have not confirmed",
                health::waitingBytes);
        gauge(
                "carillon.cluster.last.healing.seconds",
                "How long the link to another node had been down that came up again last; 0 before the first",
                health::lastHealingSeconds);
        counter(
                health,
                "carillon.cluster.sent",
                "Publications for other nodes, once for each node",
                ClusterHealth::sent);
        counter(
                health,
                "carillon.cluster.received",
                "Publications that came from other nodes",
                ClusterHealth::received);
        counter(
                health,
                "carillon.cluster.given.up",
                "Publications that were not sent to a node, since too many waited for it",
                ClusterHealth::givenUp);
        counter(
                health,
                "carillon.cluster.lost",
                "Publications of other nodes that did not come, by their numbers",
                ClusterHealth::lost);
        counter(
                health,
                "carillon.cluster.refused",
                "Publications of other nodes for which a loop had no room, or that could not be read",
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
