package dev.carillon.cluster;

import com.hazelcast.config.TcpIpConfig;
import dev.carillon.cluster.MemberAddresses.Place;
import dev.carillon.config.ClusterSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Tells Hazelcast where other nodes may be: what the names of the members stand for now, again and again while some are
 * missing. Its methods block; one thread at a time.
 */
final class Discovery {
    /** A name of a node that has just started may not be in DNS yet. */
    private static final Duration FOR_A_NAME = Duration.ofSeconds(5);

    private static final Duration BETWEEN_LOOKUPS = Duration.ofMillis(500);

    private final ClusterSettings settings;
    private final MemberAddresses addresses;
    private final TcpIpConfig config = new TcpIpConfig();

    Discovery(ClusterSettings settings, MemberAddresses.Resolver resolver) {
        this.settings = settings;
        this.addresses = new MemberAddresses(settings.members(), resolver);
    }

    /** What Hazelcast reads at each attempt to join or to merge. */
    TcpIpConfig config() {
        return config;
    }

    /**
     * Looks the members up for the first time. Returns this node's own address, as it was set or is found.
     *
     * @throws IllegalArgumentException where none is found
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

    /** Looks again. */
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
