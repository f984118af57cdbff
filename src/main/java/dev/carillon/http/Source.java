package dev.carillon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a connection comes from, as far as that is known before any request on it. */
public sealed interface Source {
    /**
     * From its peer, which may be a proxy that names clients in the headers of requests.
     *
     * @param address asks the system; null when the peer has gone
     */
    record Peer(Supplier<@Nullable InetSocketAddress> address) implements Source {}

    /** From an address that a trusted proxy named by the PROXY protocol: that of a client, or of one more proxy. */
    record Named(InetSocketAddress address) implements Source {}

    /**
     * From a trusted proxy that by the PROXY protocol named no client: a health check, or a client without an IP address. What
     * headers say of it is a client's own word.
     */
    record Unnamed(InetSocketAddress proxy) implements Source {}

    /** Keeps this with {@code channel}, for as long as that carries HTTP. A peer needs no keeping: the channel knows it. */
    default void keepWith(Channel channel) {
        if (!(this instanceof Peer)) {
            channel.pipeline().addFirst(new Kept(this));
        }
    }

    /** What is kept with {@code channel}, or its peer. */
    static Source of(Channel channel) {
        Kept kept = channel.pipeline().get(Kept.class);
        return kept == null ? new Peer(() -> (InetSocketAddress) channel.remoteAddress()) : kept.source;
    }

    /** A handler that handles nothing: a lane that takes over the channel removes it with all others. */
    final class Kept extends ChannelHandlerAdapter {
        private final Source source;

        Kept(Source source) {
            this.source = source;
        }
    }
}
