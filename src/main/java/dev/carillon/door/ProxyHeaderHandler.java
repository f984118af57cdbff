package dev.carillon.door;

import dev.carillon.door.ProxyHeader.Incomplete;
import dev.carillon.door.ProxyHeader.Invalid;
import dev.carillon.door.ProxyHeader.Whole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Reads the header of the PROXY protocol in front of everything else, TLS too, on a connection that Vert.x has accepted from a
 * trusted proxy, and leaves. The time for it is that of the TLS handshake or of the first request.
 */
final class ProxyHeaderHandler extends ByteToMessageDecoder {
    private final ProxyProtocol proxyProtocol;
    private final InetSocketAddress proxy;

    ProxyHeaderHandler(ProxyProtocol proxyProtocol, InetSocketAddress proxy) {
        this.proxyProtocol = proxyProtocol;
        this.proxy = proxy;
    }

    // What becomes of a close is told by the end of the channel.
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
            case Whole whole -> {
                bytes.skipBytes(whole.length());
                ProxyProtocol.source(proxy, whole).keepWith(context.channel());
                // What has come behind the header goes on.
                context.pipeline().remove(this);
            }
        }
    }
}
