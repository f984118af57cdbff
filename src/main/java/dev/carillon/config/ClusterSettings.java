package dev.carillon.config;

import io.vertx.core.net.HostAndPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of this node in a cluster, and where it looks for other nodes.
 *
 * @param name the name of the cluster; only nodes with the same name form one
 * @param host this node's own address, as the other nodes reach it; if it is empty, the node determines it
 * @param ports on which this node listens for other nodes
 * @param members where to look for other nodes, each {@code host} or {@code host:port}; this node may be among them.
 *     The default port is this node's own. A name stands for all its addresses in DNS, so the name of a headless
 *     Kubernetes service is enough
 * @param secretFile a file with the secret that all nodes of the cluster share
 * @param size the number of nodes of the complete cluster
 */
public record ClusterSettings(
        String name,
        Optional<String> host,
        Ports ports,
        List<String> members,
        Optional<Path> secretFile,
        Optional<Integer> size) {
    private static final int PORT_MAX = 65_535;
    private static final int SIZE_MAX = 1000;
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "[::]");

    /**
     * The ports of this node; 0 takes a free one.
     *
     * @param discovery where nodes find each other
     * @param eventBus where the event bus receives what other Vert.x code sends from other nodes
     * @param links where other nodes deliver publications
     */
    public record Ports(int discovery, int eventBus, int links) {
        public Ports {
            check(isPort(discovery), "--cluster-port must be 1 to 65535, was " + discovery);
            check(eventBus == 0 || isPort(eventBus), "--cluster-bus-port must be 0 to 65535, was " + eventBus);
            check(links == 0 || isPort(links), "--cluster-link-port must be 0 to 65535, was " + links);
        }
    }

    /**
     * Adds the default port to members without one.
     *
     * @throws IllegalArgumentException when a setting is invalid; the message names the setting, the rule and the value
     */
    public ClusterSettings {
        check(!name.isBlank(), "expected a cluster name, but was '" + name + "'");
        host.ifPresent(own ->
                check(isHost(own), "--cluster-host must be an address that other nodes reach, was '" + own + "'"));
        check(!members.isEmpty(), "--cluster must name at least one host, but names none");
        members = members.stream()
                .map(member -> withPort(member, ports.discovery()))
                .toList();
        size.ifPresent(nodes ->
                check(nodes >= 1 && nodes <= SIZE_MAX, "--cluster-size must be 1 to " + SIZE_MAX + ", was " + nodes));
    }

    /** The nodes that must be together if {@link #size} is set: more than half of them. */
    public Optional<Integer> majority() {
        return size.map(nodes -> nodes / 2 + 1);
    }

    private static String withPort(String member, int ownPort) {
        HostAndPort address = HostAndPort.parseAuthority(member, ownPort);
        check(
                address != null && isHost(address.host()) && isPort(address.port()),
                "--cluster must be host or host:port, was '" + member + "'");
        return address.host() + ":" + address.port();
    }

    private static boolean isHost(String host) {
        HostAndPort address = HostAndPort.parseAuthority(host, PORT_MAX);
        return address != null && address.host().equals(host) && !host.isEmpty() && !EVERYWHERE.contains(host);
    }

    private static boolean isPort(int port) {
        return port >= 1 && port <= PORT_MAX;
    }

    private static void check(boolean holds, String law) {
        if (!holds) {
            throw new IllegalArgumentException(law);
        }
    }
}
