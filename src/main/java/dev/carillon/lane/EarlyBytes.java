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
 * Collects what a peer sent directly after its handshake: bytes that decoders have read ahead and pass on when they are
 * removed.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {
    private final ByteArrayOutputStream caught = new ByteArrayOutputStream(0);

    /** Removes every handler of {@code channel} except TLS and takes their place. */
    static EarlyBytes replaceHandlers(Channel channel) {
        List<ChannelHandler> handlers =
                new ArrayList<>(channel.pipeline().toMap().values());
        EarlyBytes early = new EarlyBytes();
        channel.pipeline().addLast(early);
        // From the end: a decoder passes its bytes to the next handler, which must be this one.
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
        // Other objects are the decoder's end of the handshake, which is not needed any more.
        ReferenceCountUtil.release(message);
    }
}
