package dev.carillon.http;

import dev.carillon.handshake.ServerHandshake.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import java.util.function.Consumer;

/**
 * Answers a client that speaks plain HTTP on the TLS port, where TLS would only close the connection. Comes first on a
 * connection that Vert.x accepts, and removes itself with the first bytes.
 */
public final class PlainOnTls extends ChannelInboundHandlerAdapter {
    /** The name of Vert.x's TLS handler. */
    public static final String TLS = "ssl";

    private static final Refused REFUSED = new Refused(400, "expected TLS, that is https or wss, but was plain HTTP");

    private final Consumer<ChannelPipeline> secured;

    private PlainOnTls(Consumer<ChannelPipeline> secured) {
        this.secured = secured;
    }

    /**
     * Adds this handler to each connection that {@code server} accepts.
     *
     * @param secured receives the pipeline of each connection that begins with TLS, before TLS has read anything
     */
    public static <T extends ServerChannel> T on(T server, Consumer<ChannelPipeline> secured) {
        server.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object accepted) {
                ((Channel) accepted).pipeline().addLast(new PlainOnTls(secured));
                context.fireChannelRead(accepted);
            }
        });
        return server;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean tls = context.pipeline().get(TLS) != null;
        context.pipeline().remove(this);
        if (tls && message instanceof ByteBuf bytes && isHttp(bytes)) {
            bytes.release();
            byte[] answer = REFUSED.response(new HttpDate().now());
            context.writeAndFlush(Unpooled.wrappedBuffer(answer)).addListener(ChannelFutureListener.CLOSE);
        } else {
            if (tls) {
                secured.accept(context.pipeline());
            }
            context.fireChannelRead(message);
        }
    }

    /** An HTTP method begins with a letter; a TLS record does not (RFC 8446, 5.1). */
    private static boolean isHttp(ByteBuf bytes) {
        byte first = bytes.isReadable() ? bytes.getByte(bytes.readerIndex()) : 0;
        return first >= 'A' && first <= 'Z';
    }
}
