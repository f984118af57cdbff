package dev.carillon.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose peer is in the middle of a request, so that the peer can read its last answer. Closing a
 * socket while bytes arrive sends a reset, which may overtake the answer (RFC 9112, 9.6). So only the sending side is
 * closed, bytes that arrive are dropped, and {@link HttpConnections} ends the connection after some time.
 *
 * <p>It also keeps read failures from Vert.x, which would close the connection without an answer.
 */
// The result of a close is seen as the end of the channel, which Vert.x and HttpConnections wait for.
@SuppressWarnings("FutureReturnValueIgnored")
final class LingeringClose extends ChannelDuplexHandler {
    private static final String NAME = "lingeringClose";

    private final HttpConnection connection;
    private final HttpConnections httpConnections;

    /** Whether a request has begun and not ended. */
    private boolean midRequest;
    /** Why the bytes are not a request; null if all of them were valid. */
    private @Nullable Throwable unreadable;

    private boolean lingering;

    private LingeringClose(HttpConnection connection, HttpConnections httpConnections) {
        this.connection = connection;
        this.httpConnections = httpConnections;
    }

    /** Comes after the decoder of {@code connection}, which has read nothing yet. */
    static void install(HttpConnection connection, HttpConnections httpConnections) {
        pipeline(connection).addAfter(UpgradeAwareDecoder.NAME, NAME, new LingeringClose(connection, httpConnections));
    }

    /** Ends {@code connection} now, even if its peer has not read everything. */
    static void end(HttpConnection connection) {
        ChannelHandlerContext context = pipeline(connection).context(NAME);
        if (context != null) {
            context.close();
        }
    }

    private static ChannelPipeline pipeline(HttpConnection connection) {
        return HttpChannel.of(connection).pipeline();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (lingering) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpObject part) {
            note(part);
        }
        context.fireChannelRead(message);
    }

    private void note(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            unreadable = part.decoderResult().cause();
        } else if (part instanceof LastHttpContent) {
            midRequest = false;
        } else if (part instanceof HttpRequest) {
            midRequest = true;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (lingering) {
            // The peer has reset the connection; no answer can reach it.
            context.close();
        } else if (failure.equals(unreadable)) {
            // Vert.x passes the failure on after the answers to earlier requests.
            httpConnections.requestFailed(connection, failure);
        } else {
            context.fireExceptionCaught(failure);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (lingering && event instanceof ChannelInputShutdownEvent) {
            // The peer has read the end, or has closed.
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** Called when all answers have been flushed. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        boolean peerSends = (midRequest || unreadable != null) && !PeerEnd.is(context.channel());
        if (lingering || !peerSends || !context.channel().isActive() || !httpConnections.linger(connection)) {
            context.close(promise);
            return;
        }
        lingering = true;
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        context.pipeline().addFirst(new Discard());
        context.channel().config().setAutoRead(true);
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutDownOutput(context);
        } else {
            tls.closeOutbound().addListener(sent -> shutDownOutput(context));
        }
    }

    private static void shutDownOutput(ChannelHandlerContext context) {
        ((DuplexChannel) context.channel()).shutdownOutput();
    }

    /** Drops arriving bytes before they are decrypted or decoded. */
    private static final class Discard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            ReferenceCountUtil.release(bytes);
        }
    }
}
