package dev.carillon.door;

import dev.carillon.http.Http2Connections;
import dev.carillon.http.Http2Negotiation;
import dev.carillon.http.PlainOnTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractServerChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's epoll transport with two changes. A server that Vert.x opens on a domain socket has no socket: it receives
 * its connections from {@link #accept}, so that a lane can hand a connection that it has accepted to Vert.x. Other
 * connections begin with {@link PlainOnTls}; with the PROXY protocol, {@link ProxyHeaderHandler} comes before it on
 * connections from a trusted proxy.
 */
public final class HandOver extends EpollTransport implements Transport {
    private final Map<String, Server> servers = new ConcurrentHashMap<>();
    /** The HTTP/2 connections of each event loop; empty if HTTP/2 is not offered. */
    private final Map<EventLoop, Http2Connections> http2 = new ConcurrentHashMap<>();

    private final Optional<ProxyProtocol> proxyProtocol;
    /** The port on which Vert.x accepts clients. The ports for operators and other nodes expect no PROXY header. */
    private volatile int clientPort;

    public HandOver(Optional<ProxyProtocol> proxyProtocol) {
        this.proxyProtocol = proxyProtocol;
    }

    Optional<ProxyProtocol> proxyProtocol() {
        return proxyProtocol;
    }

    /** @param port on which Vert.x accepts clients; it is known only after Vert.x listens */
    void clientPort(int port) {
        clientPort = port;
    }

    /** Connections that Vert.x accepts on {@code loop} and whose clients choose HTTP/2 go to {@code connections}. */
    void http2(EventLoop loop, Http2Connections connections) {
        http2.put(loop, connections);
    }

    /** The address of the Vert.x server that receives the connections which {@code loop} hands over. */
    static SocketAddress address(int loop) {
        return SocketAddress.domainSocketAddress("carillon-" + loop);
    }

    /**
     * Gives {@code channel} to the server of {@code loop}. Its pipeline first receives the bytes {@code read} already.
     */
    void accept(int loop, Channel channel, byte[] read) {
        Server server = servers.get(address(loop).path());
        if (server == null) {
            throw new IllegalStateException("no server listens for loop " + loop);
        }
        channel.pipeline().addLast(new FirstBytes(Unpooled.wrappedBuffer(read)));
        server.accept(channel);
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public boolean available() {
        return isAvailable();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return this;
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return domainSocket
                ? Server::new
                : () -> PlainOnTls.on(expectHeaders(new EpollServerSocketChannel()), this::negotiate);
    }

    private void negotiate(ChannelPipeline pipeline) {
        Http2Connections connections = http2.get(pipeline.channel().eventLoop());
        if (connections != null) {
            pipeline.addAfter(PlainOnTls.TLS, "http2", new Http2Negotiation(connections));
        }
    }

    private EpollServerSocketChannel expectHeaders(EpollServerSocketChannel server) {
        proxyProtocol.ifPresent(rules -> server.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object accepted) {
                if (server.localAddress().getPort() == clientPort) {
                    expectHeader(rules, (SocketChannel) accepted);
                }
                context.fireChannelRead(accepted);
            }
        }));
        return server;
    }

    private static void expectHeader(ProxyProtocol rules, SocketChannel accepted) {
        InetSocketAddress peer = accepted.remoteAddress();
        if (peer != null && rules.expectsHeader(peer)) {
            accepted.pipeline().addLast(new ProxyHeaderHandler(rules, peer));
        }
    }

    /** The first handler of its pipeline: replays the bytes that were read before, and removes itself. */
    private static final class FirstBytes extends ChannelInboundHandlerAdapter {
        private final ByteBuf bytes;

        FirstBytes(ByteBuf bytes) {
            this.bytes = bytes;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.fireChannelActive();
            context.fireChannelRead(bytes);
            context.fireChannelReadComplete();
            // If these bytes were a handshake, the lane has cleared the pipeline already.
            if (!context.isRemoved()) {
                context.pipeline().remove(this);
            }
        }
    }

    private final class Server extends AbstractServerChannel {
        private final ChannelConfig config = new DefaultChannelConfig(this) {
            // There is no socket to which options could apply.
            @Override
            public <T> boolean setOption(ChannelOption<T> option, T value) {
                return true;
            }
        };

        private @Nullable DomainSocketAddress address;
        private boolean open = true;

        void accept(Channel channel) {
            eventLoop().execute(() -> pipeline().fireChannelRead(channel).fireChannelReadComplete());
        }

        @Override
        protected void doBind(java.net.SocketAddress wanted) {
            address = (DomainSocketAddress) wanted;
            servers.put(address.path(), this);
        }

        @Override
        protected void doClose() {
            open = false;
            if (address != null) {
                servers.remove(address.path(), this);
            }
        }

        @Override
        protected void doBeginRead() {
            // Nothing to request: connections are passed in by accept.
        }

        @Override
        protected boolean isCompatible(EventLoop loop) {
            return true;
        }

        @Override
        protected java.net.@Nullable SocketAddress localAddress0() {
            return address;
        }

        @Override
        public ChannelConfig config() {
            return config;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public boolean isActive() {
            return open && address != null;
        }
    }
}
