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
 * Vert.x's epoll transport, but for one thing: what Vert.x takes for servers on domain sockets has no socket, and gets its
 * connections from {@link #accept}. So a connection that a lane has accepted and does not want can be Vert.x's. Other
 * connections begin with {@link PlainOnTls}; in front of it those of clients that come from a trusted proxy begin with a
 * header, where the PROXY protocol is on.
 */
public final class HandOver extends EpollTransport implements Transport {
    private final Map<String, Server> servers = new ConcurrentHashMap<>();
    /** By the event loop that has them; only where clients are offered HTTP/2. */
    private final Map<EventLoop, Http2Connections> http2 = new ConcurrentHashMap<>();

    private final Optional<ProxyProtocol> proxyProtocol;
    /** Where Vert.x accepts clients; operators and other nodes come to other ports, without a header. */
    private volatile int clientPort;

    public HandOver(Optional<ProxyProtocol> proxyProtocol) {
        this.proxyProtocol = proxyProtocol;
    }

    Optional<ProxyProtocol> proxyProtocol() {
        return proxyProtocol;
    }

    /** @param port on which Vert.x accepts clients; nobody knows it before */
    void clientPort(int port) {
        clientPort = port;
    }

    /** Lets {@code connections} have those that Vert.x accepts on {@code loop} and whose peers choose HTTP/2. */
    void http2(EventLoop loop, Http2Connections connections) {
        http2.put(loop, connections);
    }

    /** The address on which Vert.x listens for what {@code loop} leaves to it. */
    static SocketAddress address(int loop) {
        return SocketAddress.domainSocketAddress("carillon-" + loop);
    }

    /** Gives {@code channel} to the server of {@code loop}, whose pipeline gets what was {@code read} from it first. */
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
        if (peer != null && rules.begins(peer)) {
            accepted.pipeline().addLast(new ProxyHeaderHandler(rules, peer));
        }
    }

    /** Comes first in its pipeline, plays back what was read before there was one, and leaves. */
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
            // Where these bytes were a handshake, the pipeline has been cleared for a lane already.
            if (!context.isRemoved()) {
                context.pipeline().remove(this);
            }
        }
    }

    private final class Server extends AbstractServerChannel {
        private final ChannelConfig config = new DefaultChannelConfig(this) {
            // There is no socket that options could be about.
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
            // Nothing has to be asked for: it is brought.
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
