package dev.carillon.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * The channel of an HTTP connection. Vert.x has no public access to it, and toNetSocket() loses bytes after a
 * handshake.
 */
public final class HttpChannel {
    private HttpChannel() {}

    public static Channel of(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    /** The client's connection: {@code connection} itself, or the HTTP/2 connection of which it is a stream. */
    public static Object shared(HttpConnection connection) {
        return of(connection) instanceof Http2StreamChannel stream ? stream.parent() : connection;
    }

    /** Whether {@code connection} is a stream of HTTP/2. */
    public static boolean isStream(HttpConnection connection) {
        return of(connection) instanceof Http2StreamChannel;
    }
}
