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
 * Closes a connection whose peer is in the middle of a request so that the peer can read its last answer. To close a socket
 * while bytes arrive is a reset, which may overtake the answer (RFC 9112, 9.6). So only this side is closed, what arrives
 * is dropped, and {@link HttpConnections} ends what is still open after some time.
 *
 * <p>It also keeps a failure to read a request from Vert.x, which would close the connection without an answer.
 */
// What becomes of a close is told by the end of the channel, which Vert.x and HttpConnections wait for.
@SuppressWarnings("FutureReturnValueIgnored")
final class LingeringClose extends ChannelDuplexHandler {
    private static final String NAME = "lingeringClose";

    private final HttpConnection connection;
    private final HttpConnections httpConnections;

    /** Whether the end of a request that has begun is still to come. */
    private boolean midRequest;
    /** Why what came is no request; null as long as all of it was. */
    private @Nullable Throwable unreadable;

    private boolean lingering;

    private LingeringClose(HttpConnection connection, HttpConnections httpConnections) {
        this.connection = connection;
        this.httpConnections = httpConnections;
    }

    /** Stands behind the decoder of {@code connection}, which has read nothing yet. */
    static void install(HttpConnection connection, HttpConnections httpConnections) {
        pipeline(connection).addAfter(UpgradeAwareDecoder.NAME, NAME, new LingeringClose(connection, httpConnections));
    }

    /** Ends {@code connection} now, whatever its peer has not read yet. */
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
            // A reset by the peer: nothing is left to be told.
            context.close();
        } else if (failure.equals(unreadable)) {
            // Vert.x brings it here when it is the turn of its request, behind the answers to earlier ones.
            httpConnections.cannotBeRead(connection, failure);
        } else {
            context.fireExceptionCaught(failure);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (lingering && event instanceof ChannelInputShutdownEvent) {
            // The peer has read the end, or wants no more.
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** Comes when all answers have been flushed. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        boolean peerSends = (midRequest || unreadable != null) && !PeerEnd.is(context.channel());
        if (lingering || !peerSends || !context.channel().isActive() || !httpConnections.lingers(connection)) {
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
            tls.closeOutbound().addListener(told -> shutDownOutput(context));
        }
    }

    private static void shutDownOutput(ChannelHandlerContext context) {
        ((DuplexChannel) context.channel()).shutdownOutput();
    }

    /** Drops what arrives, in front of everything that would decrypt or decode it. */
    private static final class Discard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            ReferenceCountUtil.release(bytes);
        }
    }
}
