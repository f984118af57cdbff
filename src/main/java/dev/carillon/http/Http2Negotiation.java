package dev.carillon.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Comes after TLS until its handshake ends, in which the peer chooses the version of HTTP (RFC 7301). If this is
 * HTTP/2, Vert.x does not receive the connection.
 */
public final class Http2Negotiation extends ChannelInboundHandlerAdapter {
    private final Http2Connections connections;

    public Http2Negotiation(Http2Connections connections) {
        this.connections = connections;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            context.pipeline().remove(this);
            if (handshake.isSuccess() && isHttp2(context)) {
                connections.take(context.channel());
                return;
            }
        }
        context.fireUserEventTriggered(event);
    }

    private static boolean isHttp2(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        return tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
    }
}
