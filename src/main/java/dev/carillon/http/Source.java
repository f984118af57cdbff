package dev.carillon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The origin of a connection, as far as it is known before a request. */
public sealed interface Source {
    /**
     * The peer, which may be a proxy that names clients in request headers.
     *
     * @param address a system call; null if the connection has ended
     */
    record Peer(Supplier<@Nullable InetSocketAddress> address) implements Source {}

    /** An address that a trusted proxy has named by the PROXY protocol: of a client, or of another proxy. */
    record Named(InetSocketAddress address) implements Source {}

    /**
     * A trusted proxy that names no client by the PROXY protocol: a health check, or a client without an IP address.
     * Headers about the client are ignored, because the client itself may have written them.
     */
    record Unnamed(InetSocketAddress proxy) implements Source {}

    /**
     * Stores this with {@code channel} while it carries HTTP. A peer is not stored, because the channel has its
     * address.
     */
    default void keepWith(Channel channel) {
        if (!(this instanceof Peer)) {
            channel.pipeline().addFirst(new Kept(this));
        }
    }

    /** The source stored with {@code channel}, or else its peer. */
    static Source of(Channel channel) {
        Kept kept = channel.pipeline().get(Kept.class);
        return kept == null ? new Peer(() -> (InetSocketAddress) channel.remoteAddress()) : kept.source;
    }

    /** Handles no events. A lane that takes over the channel removes it with all other handlers. */
    final class Kept extends ChannelHandlerAdapter {
        private final Source source;

        Kept(Source source) {
            this.source = source;
        }
    }
}
