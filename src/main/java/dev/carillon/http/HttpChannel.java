package dev.carillon.http;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/** The channel of an HTTP connection. Vert.x has no public way to it, and toNetSocket() loses what came behind a handshake. */
public final class HttpChannel {
    private HttpChannel() {}

    public static Channel of(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }
}
