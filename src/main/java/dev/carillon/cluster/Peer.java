package dev.carillon.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.MemberAttributeConfig;
import java.util.Optional;
import java.util.UUID;

/**
 * A node of the cluster, as each tells the others in its attributes as a member.
 *
 * @param id of the process, other than that of Hazelcast, which changes when parts of a cluster join again
 * @param name where the nodes find it, {@code host:port}: what it is called in logs and answers
 * @param host where it takes publications
 * @param port likewise
 */
record Peer(UUID id, String name, String host, int port, String version) {
    private static final String ID = "carillon.node";
    private static final String HOST = "carillon.link.host";
    private static final String PORT = "carillon.link.port";
    private static final String VERSION = "carillon.version";

    /** Nothing for a member that is not a Carillon of this kind. */
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
