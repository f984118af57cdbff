package dev.carillon.door;

import dev.carillon.door.ProxyHeader.Complete;
import dev.carillon.door.ProxyHeader.Incomplete;
import dev.carillon.door.ProxyHeader.Invalid;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Reads the header of the PROXY protocol on a connection that Vert.x has accepted from a trusted proxy, before TLS and
 * everything else, and then removes itself. The timeout of the TLS handshake or of the first request applies.
 */
final class ProxyHeaderHandler extends ByteToMessageDecoder {
    private final ProxyProtocol proxyProtocol;
    private final InetSocketAddress proxy;

    ProxyHeaderHandler(ProxyProtocol proxyProtocol, InetSocketAddress proxy) {
        this.proxyProtocol = proxyProtocol;
        this.proxy = proxy;
    }

    // The result of a close is seen as the end of the channel.
    @SuppressWarnings("FutureReturnValueIgnored")
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
        switch (ProxyHeader.read(bytes.nioBuffer())) {
            case Incomplete incomplete -> {}
            case Invalid invalid -> {
                bytes.skipBytes(bytes.readableBytes());
                proxyProtocol.refused(proxy, invalid);
                context.close();
            }
            case Complete complete -> {
                bytes.skipBytes(complete.length());
                ProxyProtocol.source(proxy, complete).keepWith(context.channel());
                // The decoder passes on the bytes after the header.
                context.pipeline().remove(this);
            }
        }
    }
}
