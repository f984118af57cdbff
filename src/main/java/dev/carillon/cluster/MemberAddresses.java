package dev.carillon.cluster;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.carillon.logging.LogField;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The possible addresses of other nodes: all addresses of all names, as DNS or the hosts file has them now. Hazelcast
 * itself uses only the first address of a name, which may be the node's own. Blocks; for one thread at a time.
 */
final class MemberAddresses {
    private static final System.Logger LOG = System.getLogger(MemberAddresses.class.getName());

    private final List<String> members;
    private final Resolver resolver;
    private final Set<String> unknown = new HashSet<>();

    /** Resolves a name, as {@link InetAddress#getAllByName} does. */
    interface Resolver {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /** @param members each {@code host:port} */
    MemberAddresses(List<String> members, Resolver resolver) {
        this.members = members;
        this.resolver = resolver;
    }

    /** One address of a member, with its port. */
    record Place(InetAddress address, int port) {
        @Override
        public String toString() {
            String host = address.getHostAddress().replaceFirst("%.*", "");
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** All addresses, each once, in the order of the members. A name without an address is logged once. */
    List<Place> now() {
        Set<Place> places = new LinkedHashSet<>();
        for (String member : members) {
            HostAndPort place = HostAndPort.parseAuthority(member, -1);
            for (InetAddress address : addresses(place.host().replaceAll("[\\[\\]]", ""))) {
                places.add(new Place(address, place.port()));
            }
        }
        return new ArrayList<>(places);
    }

    private InetAddress[] addresses(String host) {
        try {
            InetAddress[] all = resolver.all(host);
            if (unknown.remove(host)) {
                LOG.log(INFO, "cluster member name has an address now", LogField.of("name", host));
            }
            return all;
        } catch (UnknownHostException noAddress) {
            if (unknown.add(host)) {
                LOG.log(
                        WARNING,
                        "cluster member name has no address; it is looked up again every 2 s (--cluster)",
                        LogField.of("name", host));
            }
            return new InetAddress[0];
        }
    }
}
