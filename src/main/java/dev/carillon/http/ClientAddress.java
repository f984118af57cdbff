package dev.carillon.http;

import dev.carillon.config.ProxySettings;
import dev.carillon.handshake.OpeningRequest;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of the client behind a request: the one place that tells it, for limits and logs. It is the nearest address
 * that no trusted proxy has. What others than trusted proxies say of addresses counts nowhere.
 *
 * @param proxies that are trusted
 */
public record ClientAddress(ProxySettings proxies) {

    /** The client's address; null when its peer has gone. Asks the system, and reads headers behind a trusted proxy alone. */
    public @Nullable InetSocketAddress of(HttpServerRequest request) {
        return of(new RequestHead(request), Source.of(HttpChannel.of(request.connection())));
    }

    /** The same for a request that Vert.x has not read. */
    public @Nullable InetSocketAddress of(OpeningRequest request, Source source) {
        return switch (source) {
            case Source.Peer(var address) -> nearestClient(address.get(), request);
            case Source.Named(var address) -> nearestClient(address, request);
            case Source.Unnamed(var proxy) -> proxy;
        };
    }

    /**
     * The same for a connection that has become a WebSocket, which does not keep it; null where its peer is a trusted proxy.
     *
     * @param peer as the system tells it
     */
    public @Nullable InetSocketAddress ofOpen(@Nullable InetSocketAddress peer) {
        return peer == null || proxies.trust(peer.getAddress()) ? null : peer;
    }

    private @Nullable InetSocketAddress nearestClient(@Nullable InetSocketAddress sender, OpeningRequest request) {
        if (sender == null || !proxies.trust(sender.getAddress())) {
            return sender;
        }
        InetAddress nearest = nearestClient(sender.getAddress(), request);
        return nearest.equals(sender.getAddress()) ? sender : new InetSocketAddress(nearest, 0);
    }

    /**
     * A proxy writes one of the two headers, and passes on what a client wrote into the other. Which one is not known, so
     * where they tell different clients neither counts.
     */
    private InetAddress nearestClient(InetAddress proxy, OpeningRequest request) {
        List<String> forwarded = request.values("Forwarded");
        List<String> forwardedFor = request.values("X-Forwarded-For");
        if (forwarded.isEmpty()) {
            return walk(proxy, Hops.ofForwardedFor(forwardedFor));
        }
        InetAddress standard = walk(proxy, Hops.ofForwarded(forwarded));
        return forwardedFor.isEmpty()
                        || walk(proxy, Hops.ofForwardedFor(forwardedFor)).equals(standard)
                ? standard
                : proxy;
    }

    /** From the nearest hop on, as long as the hop that tells of the next is trusted and tells an address. */
    private InetAddress walk(InetAddress proxy, List<Optional<InetAddress>> hops) {
        InetAddress nearest = proxy;
        for (Optional<InetAddress> hop : hops.reversed()) {
            if (hop.isEmpty() || !proxies.trust(nearest)) {
                return nearest;
            }
            nearest = hop.get();
        }
        return nearest;
    }
}
