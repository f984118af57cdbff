package dev.carillon.config;

import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Set;

/**
 * Where this node stands in a cluster, and where it finds the others.
 *
 * @param name only nodes of the same name form a cluster
 * @param host this node's own address, as the other nodes reach it
 * @param port where the nodes find each other, on this node
 * @param eventBusPort where the other nodes deliver publications, on this node; 0 takes any that is free
 * @param members where to look for others, each {@code host} or {@code host:port}; this node may be among them. Without
 *     a port it is this node's own. A name stands for all the addresses that DNS has for it at each attempt, so the
 *     name of a headless Kubernetes service is enough.
 */
public record ClusterSettings(String name, String host, int port, int eventBusPort, List<String> members) {
    private static final int PORT_MAX = 65_535;
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "[::]");

    /**
     * Gives each member its port.
     *
     * @throws IllegalArgumentException naming the setting, the law and what came
     */
    public ClusterSettings {
        check(!name.isBlank(), "cluster name must not be empty, was '" + name + "'");
        check(isHost(host), "--cluster-host must be an address that other nodes reach, was '" + host + "'");
        check(isPort(port), "--cluster-port must be from 1 to 65535, was " + port);
        check(
                eventBusPort == 0 || isPort(eventBusPort),
                "--cluster-bus-port must be from 0 to 65535, was " + eventBusPort);
        check(!members.isEmpty(), "--cluster must name at least one host, were none");
        members = members.stream().map(member -> withPort(member, port)).toList();
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
