package dev.carillon.rate;

import dev.carillon.lane.BeginReceiver;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks the rate limits of each publication and subscription on a loop. A connection is stored here only if a limit
 * requires it, and from its first publication or subscription on. Belongs to the loop.
 */
public final class LoopRates {
    private final RateLimits node;
    private final boolean behindProxies;
    /** By identity: to Netty a connection equals a later one that has its descriptor. */
    private final IdentityHashMap<Object, Client> clients = new IdentityHashMap<>();

    /** The state of one connection. */
    private static final class Client {
        @Nullable
        Network network;

        @Nullable
        TokenBucket publishing;

        @Nullable
        TokenBucket subscribing;

        @Nullable
        TokenBucket failedLogins;

        TokenBucket publishing(Pace pace) {
            publishing = current(publishing, pace);
            return publishing;
        }

        TokenBucket subscribing(Pace pace) {
            subscribing = current(subscribing, pace);
            return subscribing;
        }

        TokenBucket failedLogins(Pace pace) {
            failedLogins = current(failedLogins, pace);
            return failedLogins;
        }

        private static TokenBucket current(@Nullable TokenBucket known, Pace pace) {
            return known != null && known.pace() == pace ? known : pace.newBucket();
        }
    }

    /**
     * @param behindProxies whether the peer of a connection may be a proxy: then its address is not that of a client,
     *     and an HTTP connection carries requests of many clients
     */
    public LoopRates(RateLimits node, boolean behindProxies) {
        this.node = node;
        this.behindProxies = behindProxies;
    }

    /**
     * Whether the client of {@code connection} may publish now; a refusal is not counted.
     *
     * @param key the name of its API key
     */
    public Optional<Limited> publish(Connection connection, Optional<String> key) {
        ActionLimits limits = node.publishing();
        if (limits.areNone()) {
            return Optional.empty();
        }
        return node.counted(limits.take(
                1, key, Optional.of(pace -> client(connection).publishing(pace)), () -> network(connection)));
    }

    /**
     * Whether a request may publish to {@code count} topics now; a refusal is not counted.
     *
     * @param connection of the request, if it is still open
     * @param peer the address of its client, null if it has disconnected
     * @param key the name of its API key
     */
    public Optional<Limited> publish(
            Optional<Object> connection, Supplier<@Nullable InetSocketAddress> peer, Optional<String> key, int count) {
        ActionLimits limits = node.publishing();
        if (limits.areNone()) {
            return Optional.empty();
        }
        return node.counted(limits.take(
                count,
                key,
                connection
                        .filter(known -> !behindProxies)
                        .map(known -> pace -> client(known).publishing(pace)),
                () -> network(peer)));
    }

    /**
     * Whether the client of {@code connection} may make another subscription now; a refusal is not counted.
     *
     * @param key the name of its API key
     */
    public Optional<Limited> subscribe(Connection connection, Optional<String> key) {
        ActionLimits limits = node.subscribing();
        if (limits.areNone()) {
            return Optional.empty();
        }
        return node.counted(limits.take(
                1, key, Optional.of(pace -> client(connection).subscribing(pace)), () -> network(connection)));
    }

    /**
     * Whether a connection with {@code count} subscriptions may be opened now; a refusal is not counted. A new
     * connection has made no subscriptions yet, so its own limit does not apply.
     *
     * @param peer the address of its client, null if it has disconnected
     * @param key the name of its API key
     */
    public Optional<Limited> subscribeNew(Supplier<@Nullable InetSocketAddress> peer, Optional<String> key, int count) {
        ActionLimits limits = node.subscribing();
        if (limits.areNone() || count == 0) {
            return Optional.empty();
        }
        return node.counted(limits.take(count, key, Optional.empty(), () -> network(peer)));
    }

    /**
     * Why and how long credentials from {@code connection} are not checked. If the address of its client is not known,
     * the failed logins of the connection count.
     */
    public Optional<Limited> failedLogins(Connection connection) {
        FailedLogins failed = node.failedLogins();
        return failed.limited(failed.pace()
                .flatMap(
                        pace -> Optional.ofNullable(clients.get(connection)).map(client -> client.failedLogins(pace))));
    }

    /** Credentials from {@code connection} were refused, and the address of its client is not known. */
    public void loginFailed(Connection connection) {
        node.failedLogins()
                .pace()
                .ifPresent(pace -> client(connection).failedLogins(pace).take(1));
    }

    /** Whether the addresses of clients must be stored, because they cannot be found later. */
    public boolean mustStoreAddresses() {
        return behindProxies
                && (node.publishing().countAddresses() || node.subscribing().countAddresses());
    }

    /**
     * Stores the address of a connection when it opens, and passes the connection to {@code next}.
     *
     * @param peer the address of its client, null if it has disconnected
     */
    public Receiver storingAddress(Supplier<@Nullable InetSocketAddress> peer, Receiver next) {
        return network(peer)
                .map(known -> BeginReceiver.first(connection -> client(connection).network = known, next))
                .orElse(next);
    }

    /** Must be called for each connection that ends, stored or not. */
    public void ended(Object connection) {
        clients.remove(connection);
    }

    /** The number of stored connections. */
    int count() {
        return clients.size();
    }

    private Client client(Object connection) {
        return clients.computeIfAbsent(connection, first -> new Client());
    }

    /**
     * Unknown for a connection that was opened behind a proxy before addresses were counted, and after the peer has
     * disconnected.
     */
    private Optional<Network> network(Connection connection) {
        Client client = client(connection);
        if (client.network == null && !behindProxies) {
            client.network = network(connection::remoteAddress).orElse(null);
        }
        return Optional.ofNullable(client.network);
    }

    private static Optional<Network> network(Supplier<@Nullable InetSocketAddress> peer) {
        return Optional.ofNullable(peer.get())
                .map(InetSocketAddress::getAddress)
                .map(Network::of);
    }
}
