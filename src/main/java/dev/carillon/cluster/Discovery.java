package dev.carillon.cluster;

import com.hazelcast.config.TcpIpConfig;
import dev.carillon.cluster.MemberAddresses.Place;
import dev.carillon.config.ClusterSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Tells Hazelcast the addresses of other nodes: resolves the names of members, repeatedly while nodes are missing. Its
 * methods block; for one thread at a time.
 */
final class Discovery {
    /** The name of a node that has just started may not be in DNS yet. */
    private static final Duration FOR_A_NAME = Duration.ofSeconds(5);

    private static final Duration BETWEEN_LOOKUPS = Duration.ofMillis(500);

    private final ClusterSettings settings;
    private final MemberAddresses addresses;
    private final TcpIpConfig config = new TcpIpConfig();

    Discovery(ClusterSettings settings, MemberAddresses.Resolver resolver) {
        this.settings = settings;
        this.addresses = new MemberAddresses(settings.members(), resolver);
    }

    /** The configuration that Hazelcast reads at each attempt to join or to merge. */
    TcpIpConfig config() {
        return config;
    }

    /**
     * Resolves the members for the first time. Returns this node's own address, as it is configured or determined.
     *
     * @throws IllegalArgumentException when it cannot be determined
     */
    String start() throws InterruptedException {
        List<Place> places = addresses.now();
        if (settings.host().isPresent()) {
            use(places);
            return settings.host().get();
        }
        long end = System.nanoTime() + FOR_A_NAME.toNanos();
        while (places.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(BETWEEN_LOOKUPS);
            places = addresses.now();
        }
        InetAddress own = OwnAddress.find(places).orElseThrow(this::notFound);
        use(places);
        return own.getHostAddress().replaceFirst("%.*", "");
    }

    /** Resolves the members again. */
    void refresh() {
        use(addresses.now());
    }

    private void use(List<Place> places) {
        config.setMembers(places.stream().map(Place::toString).toList());
    }

    private IllegalArgumentException notFound() {
        return new IllegalArgumentException(
                "no address of this machine is found at which the other nodes reach it (--cluster "
                        + String.join(",", settings.members()) + "); set it with --cluster-host");
    }
}
