import static io.netty.handler.codec.http.HttpResponseStatus.ACCEPTED;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.Version;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Netty with the handlers that it brings for this, and one event loop: java NettyPeer PORT. */
public final class NettyPeer {
    private static final int IDLE_SECONDS = 60;
    private static final int BACKLOG_BYTES_MAX = 256 << 10;
    private static final int BODY_BYTES_MAX = 1 << 20;

    private final Map<String, Set<Channel>> topics = new HashMap<>();
    private final Posts posts = new Posts();
    private final Subscribers subscribers = new Subscribers();

    public static void main(String... arguments) throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(loop)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(BACKLOG_BYTES_MAX / 2, BACKLOG_BYTES_MAX))
                .childHandler(new NettyPeer().initializer())
                .bind("127.0.0.1", Integer.parseInt(arguments[0]))
                .sync()
                .channel();
        System.out.printf(
                "Netty %s listens on http://127.0.0.1:%d%n",
                Version.identify().get("netty-common").artifactVersion(),
                ((InetSocketAddress) server.localAddress()).getPort());
    }

    private ChannelInitializer<Channel> initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(BODY_BYTES_MAX))
                        .addLast(posts)
                        .addLast(new WebSocketServerProtocolHandler("/topics", null, false, 64 << 10, false, true))
                        .addLast(subscribers);
            }
        };
    }

    private Set<Channel> members(String path) {
        return topics.computeIfAbsent(path, none -> new HashSet<>());
    }

    private void publish(String path, ByteBuf body) {
        for (Channel member : members(path)) {
            if (member.isWritable()) {
                member.writeAndFlush(new TextWebSocketFrame(body.retainedDuplicate()));
            } else {
                // Later, since a closed member is removed from the set of this loop.
                member.eventLoop().execute(member::close);
            }
        }
    }

    /** Publishes posts, and passes WebSocket handshakes on to the next handler. */
    @Sharable
    private final class Posts extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (request.headers().contains(HttpHeaderNames.UPGRADE)) {
                context.fireChannelRead(request.retain());
            } else if (request.method().equals(HttpMethod.POST)) {
                publish(request.uri(), request.content());
                answer(context, ACCEPTED);
            } else {
                answer(context, METHOD_NOT_ALLOWED);
            }
        }

        private static void answer(ChannelHandlerContext context, HttpResponseStatus status) {
            DefaultFullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
            answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            context.writeAndFlush(answer);
        }
    }

    /** Adds a client after its handshake. Messages of clients are ignored. */
    @Sharable
    private final class Subscribers extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete handshake) {
                Channel channel = context.channel();
                Set<Channel> members = members(handshake.requestUri());
                members.add(channel);
                channel.closeFuture().addListener(closed -> members.remove(channel));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {}

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
