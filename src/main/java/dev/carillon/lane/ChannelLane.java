package dev.carillon.lane;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Sockets as Netty channels with one handler: where TLS ends here, and where there is no native epoll. About fourteen
 * times the memory of the {@link FastLane}.
 */
public final class ChannelLane extends Lane {
    private final ChannelFactory<? extends Channel> channels;

    /** @param channels makes the client channels that fit {@code loop} */
    public ChannelLane(
            EventLoop loop, LaneLimits limits, LaneMeters meters, ChannelFactory<? extends Channel> channels) {
        super(loop, limits, meters);
        this.channels = channels;
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
        channel.pipeline().replace(EarlyBytes.class, "carillon", connection);
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
        connecting.addListener(connected -> loop.execute(() -> connection.connected(connected.cause())));
        return connection;
    }

    private Channel newChannel() throws IOException {
        try {
            return channels.newChannel();
        } catch (ChannelException e) {
            throw new IOException("no socket to be had: " + e.getMessage(), e);
        }
    }
}
