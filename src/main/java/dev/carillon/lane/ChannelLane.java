package dev.carillon.lane;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sockets as Netty channels with one handler, for TLS and for systems without native epoll. A connection takes about
 * fourteen times the memory of one of the {@link FastLane}.
 */
public final class ChannelLane extends Lane {
    private final ChannelFactory<? extends Channel> channels;
    private final Optional<Function<ByteBufAllocator, SslHandler>> tls;

    /** @param channels makes client channels for {@code loop} */
    public ChannelLane(
            EventLoop loop, LaneLimits limits, LaneMeters meters, ChannelFactory<? extends Channel> channels) {
        this(loop, limits, meters, channels, Optional.empty());
    }

    /** @param tls makes the TLS handler for each connection of {@link #connect}; without it connections are plain */
    public ChannelLane(
            EventLoop loop,
            LaneLimits limits,
            LaneMeters meters,
            ChannelFactory<? extends Channel> channels,
            Optional<Function<ByteBufAllocator, SslHandler>> tls) {
        super(loop, limits, meters);
        this.channels = channels;
        this.tls = tls;
    }

    @Override
    public String name() {
        return "channel";
    }

    @Override
    public int idleBytes() {
        return 1500;
    }

    @Override
    Connection take(Channel channel, Receiver receiver) {
        ChannelConnection connection = new ChannelConnection(channel, this, receiver);
        if (channel instanceof Http2StreamChannel) {
            channel.pipeline().addFirst(new StreamData());
        }
        channel.pipeline().replace(EarlyBytes.class, "carillon", connection);
        if (channel instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
            // After the answer to its handshake, because the end is not reported again.
            channel.eventLoop().execute(() -> {
                var _ = channel.close();
            });
        } else {
            // The former owner may have paused reading until the handshake was answered.
            channel.config().setAutoRead(true);
        }
        return connection;
    }

    @Override
    public Connection connect(InetSocketAddress local, InetSocketAddress remote, Receiver receiver) throws IOException {
        Channel channel = newChannel();
        ChannelConnection connection = new ChannelConnection(channel, this, receiver);
        connection.connecting();
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(() -> channel)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(connection)
                .connect(remote, local);
        connecting.addListener(connected -> loop.execute(() -> secure(channel, connection, connected.cause())));
        return connection;
    }

    private void secure(Channel channel, ChannelConnection connection, @Nullable Throwable cause) {
        if (cause != null || tls.isEmpty() || !connection.isOpen()) {
            connection.connected(cause);
            return;
        }
        SslHandler handler = tls.get().apply(channel.alloc());
        handler.handshakeFuture().addListener(secured -> connection.connected(secured.cause()));
        channel.pipeline().addFirst(handler);
    }

    private Channel newChannel() throws IOException {
        try {
            return channels.newChannel();
        } catch (ChannelException e) {
            throw SocketFailure.of(SocketFailure.Call.SOCKET, e);
        }
    }
}
