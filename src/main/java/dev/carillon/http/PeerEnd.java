package dev.carillon.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;

/**
 * Handles the end of a peer's input. A peer that sends no more may still read, so its connection stays open until all
 * requests have been answered. Netty would close it at once, too early for an answer that needs other loops. A peer
 * that resets the connection has disconnected.
 */
// The result of a close is seen as the end of the channel, which Vert.x and HttpConnections wait for.
@SuppressWarnings("FutureReturnValueIgnored")
final class PeerEnd extends ChannelDuplexHandler {
    /** The name of Vert.x's own handler, the last of a pipeline. */
    private static final String VERTX = "handler";

    private int unanswered;

    private PeerEnd() {}

    /** Comes between the codecs and Vert.x. */
    static void install(ChannelPipeline pipeline) {
        pipeline.addBefore(VERTX, "peerEnd", new PeerEnd());
    }

    /** Whether the peer of {@code channel} sends no more. */
    static boolean is(Channel channel) {
        return ((DuplexChannel) channel).isInputShutdown();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** The channel becomes a WebSocket, for which the end of input is the end of the connection. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        // Vert.x reads on after it has handled what it had. Epoll may have nothing to wait for then, and fails.
        if (!is(context.channel())) {
            context.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise);
        if (message instanceof LastHttpContent && !isInformational(message)) {
            unanswered--;
            closeIfDone(context);
        }
    }

    private static boolean isInformational(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event instanceof ChannelInputShutdownEvent) {
            closeIfDone(context);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (failure instanceof IOException) {
            // Vert.x would log an error if another request waits.
            context.close();
        } else {
            context.fireExceptionCaught(failure);
        }
    }

    private void closeIfDone(ChannelHandlerContext context) {
        if (unanswered <= 0 && is(context.channel())) {
            // After the last answer, which a slow peer may not have taken yet.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> context.close());
        }
    }
}
