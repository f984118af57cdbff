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
 * Finds the address of the client of a request, for limits and logs. It is the nearest address that does not belong to
 * a trusted proxy. Headers from other peers are ignored.
 *
 * @param proxies the trusted proxies
 */
public record ClientAddress(ProxySettings proxies) {

    /**
     * The client's address; null if the connection has ended. A system call, and headers only behind a trusted proxy.
     */
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
     * The same for an open WebSocket, which does not store its client's address. Null if the peer is a trusted proxy.
     *
     * @param peer the address from the system
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
     * A proxy writes one of the two headers, and passes on the other as the client sent it. The service does not know
     * which, so both are ignored if they name different clients.
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

    /** From the nearest hop to the first one that is not trusted, or whose address is unknown. */
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
