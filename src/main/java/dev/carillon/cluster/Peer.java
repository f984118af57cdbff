package dev.carillon.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.MemberAttributeConfig;
import java.util.Optional;
import java.util.UUID;

/**
 * A node of the cluster, from its attributes as a member.
 *
 * @param id of the process; unlike Hazelcast's id, it does not change when parts of a cluster join again
 * @param name the address for discovery, {@code host:port}, which is its name in logs and answers
 * @param host the address of its link
 * @param port the port of its link
 */
record Peer(UUID id, String name, String host, int port, String version) {
    private static final String ID = "carillon.node";
    private static final String HOST = "carillon.link.host";
    private static final String PORT = "carillon.link.port";
    private static final String VERSION = "carillon.version";

    /** The node of a member; empty for a member that is not a compatible Carillon. */
    static Optional<Peer> of(Member member) {
        String id = member.getAttribute(ID);
        String host = member.getAttribute(HOST);
        String port = member.getAttribute(PORT);
        if (id == null || host == null || port == null) {
            return Optional.empty();
        }
        String version = String.valueOf(member.getAttribute(VERSION));
        return Optional.of(new Peer(UUID.fromString(id), nameOf(member), host, Integer.parseInt(port), version));
    }

    static String nameOf(Member member) {
        return member.getAddress().getHost() + ":" + member.getAddress().getPort();
    }

    void tellIn(MemberAttributeConfig attributes) {
        attributes
                .setAttribute(ID, id.toString())
                .setAttribute(HOST, host)
                .setAttribute(PORT, Integer.toString(port))
                .setAttribute(VERSION, version);
    }
}
