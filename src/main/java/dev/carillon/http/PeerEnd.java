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
 * What the end of a peer is to its connection. A peer that sends no more may still read: the connection is kept until all
 * of its requests have been answered. Netty would close it at once, and an answer that has to be asked for on other loops
 * would come too late. A peer that resets the connection has gone.
 */
// What becomes of a close is told by the end of the channel, which Vert.x and HttpConnections wait for.
@SuppressWarnings("FutureReturnValueIgnored")
final class PeerEnd extends ChannelDuplexHandler {
    /** As Vert.x calls its own, the last of a pipeline. */
    private static final String VERTX = "handler";

    private int unanswered;

    private PeerEnd() {}

    /** Stands between the codecs and Vert.x. */
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

    /** It becomes a WebSocket, to which the end of what a peer sends is the end. */
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
        // Vert.x asks for more when it has worked off what it had; epoll may have nothing left to wait for, and fails
        // then.
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
            // Vert.x would log an error of its own where a request waits behind another.
            context.close();
        } else {
            context.fireExceptionCaught(failure);
        }
    }

    private void closeIfDone(ChannelHandlerContext context) {
        if (unanswered <= 0 && is(context.channel())) {
            // Behind the last answer, which a slow peer may not have taken yet.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> context.close());
        }
    }
}
