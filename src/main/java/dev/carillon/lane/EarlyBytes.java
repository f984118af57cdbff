package dev.carillon.lane;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Catches what a peer sent right behind its handshake: bytes that a pipeline has read ahead and that its decoders give
 * back when they are removed.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {
    private final ByteArrayOutputStream caught = new ByteArrayOutputStream(0);

    /** Removes every handler of {@code channel} but TLS and stands in their place. */
    static EarlyBytes replaceHandlers(Channel channel) {
        List<ChannelHandler> handlers =
                new ArrayList<>(channel.pipeline().toMap().values());
        EarlyBytes early = new EarlyBytes();
        channel.pipeline().addLast(early);
        // From the end on: a decoder passes its bytes to the handler behind it, and that must be this one.
        for (ChannelHandler handler : handlers.reversed()) {
            if (!(handler instanceof SslHandler)) {
                channel.pipeline().remove(handler);
            }
        }
        return early;
    }

    byte[] bytes() {
        return caught.toByteArray();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            caught.writeBytes(copy);
        }
        // Anything else is what the decoder made of the end of the handshake: nobody waits for it any more.
        ReferenceCountUtil.release(message);
    }
}
