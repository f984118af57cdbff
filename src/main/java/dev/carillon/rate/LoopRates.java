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
 * Asks of each publication and subscription on a loop whether its client may make it now. Connections are remembered here only
 * while a limit needs that, and from their first publication or subscription on. Belongs to the loop.
 */
public final class LoopRates {
    private final RateLimits node;
    private final boolean behindProxies;
    /** By identity: to Netty a connection equals a later one that has its descriptor. */
    private final IdentityHashMap<Object, Client> clients = new IdentityHashMap<>();

    /** What is counted of one connection. */
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
     * @param behindProxies whether the other end of a connection may be a proxy: then its address is not that of a client,
     *     and an HTTP connection carries the requests of many
     */
    public LoopRates(RateLimits node, boolean behindProxies) {
        this.node = node;
        this.behindProxies = behindProxies;
    }

    /**
     * Whether the client of {@code connection} may publish now; nothing is counted where not.
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
     * Whether a request may publish to {@code count} topics now; nothing is counted where not.
     *
     * @param connection of the request, if it is still there
     * @param peer the address of its client, null if it has gone
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
     * Whether the client of {@code connection} may subscribe to one topic more now; nothing is counted where not.
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
     * Whether a connection may be opened that subscribes to {@code count} topics from its beginning; nothing is counted where
     * not. A new connection has made no subscriptions yet, so that its own limit does not matter.
     *
     * @param peer the address of its client, null if it has gone
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
     * Why and for how long no credentials are to be looked at that come over {@code connection}: where the address of its client
     * is not known, its own failed logins count.
     */
    public Optional<Limited> failedLogins(Connection connection) {
        FailedLogins failed = node.failedLogins();
        return failed.limited(failed.pace()
                .flatMap(
                        pace -> Optional.ofNullable(clients.get(connection)).map(client -> client.failedLogins(pace))));
    }

    /** Credentials that came over {@code connection} were refused, and the address of its client is not known. */
    public void loginFailed(Connection connection) {
        node.failedLogins()
                .pace()
                .ifPresent(pace -> client(connection).failedLogins(pace).take(1));
    }

    /** Whether the addresses of clients have to be known later, and cannot be asked for then. */
    public boolean rememberAddresses() {
        return behindProxies
                && (node.publishing().countAddresses() || node.subscribing().countAddresses());
    }

    /**
     * Remembers the address of a connection when it is opened, and hands it on to {@code next}.
     *
     * @param peer the address of its client, null if it has gone
     */
    public Receiver remembering(Supplier<@Nullable InetSocketAddress> peer, Receiver next) {
        return network(peer)
                .map(known -> BeginReceiver.first(connection -> client(connection).network = known, next))
                .orElse(next);
    }

    /** To be called for each connection that ends, remembered or not. */
    public void ended(Object connection) {
        clients.remove(connection);
    }

    /** Connections that are remembered. */
    int count() {
        return clients.size();
    }

    private Client client(Object connection) {
        return clients.computeIfAbsent(connection, first -> new Client());
    }

    /** Unknown for one that was opened behind a proxy before addresses were counted, and for a peer that has gone. */
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
