package dev.carillon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A connection of HTTP/2: the last handler of its pipeline, behind that which makes a channel of each stream. */
// What becomes of a close is told by the end of the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class Http2Connection extends ChannelInboundHandlerAdapter {
    /** What the bodies of all streams may have on their way together: those that wait here must not hold up the others. */
    private static final int WINDOW_BYTES = 1 << 20;

    /** Pings and settings, each of which has to be answered, that a peer may send in {@link #FLOOD_TIME}. */
    private static final int QUESTIONS_MAX = 1000;

    private static final Duration FLOOD_TIME = Duration.ofSeconds(10);

    private final Http2Connections connections;
    private final Channel channel;
    private final LongSupplier nanoTime;
    private int streams;
    /** Those that a lane has taken over: event streams, which last for as long as their clients want. */
    private int lasting;

    private boolean left;
    private int questions;
    private long questionsSinceNanos;
    private boolean ending;

    Http2Connection(Http2Connections connections, Channel channel, LongSupplier nanoTime) {
        this.connections = connections;
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.questionsSinceNanos = nanoTime.getAsLong();
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        connections.comes(this);
        context.writeAndFlush(new DefaultHttp2WindowUpdateFrame(WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
    }

    /** One more stream; it is told of from its beginning to its end. */
    void begins(Channel stream) {
        if (streams++ == 0) {
            connections.works(this);
        }
        stream.closeFuture().addListener(ended -> {
            if (--streams == 0 && left) {
                end();
            } else if (streams == 0 && channel.isActive()) {
                connections.rests(this);
            }
        });
    }

    /**
     * {@code stream} has become one that lasts. Where none but such streams have a place, each further request of the client
     * would wait for the end of one: it is to come by another connection.
     */
    void lasts(Channel stream) {
        stream.closeFuture().addListener(ended -> lasting--);
        if (++lasting == Http2Connections.STREAMS_MAX) {
            leave();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2PingFrame || frame instanceof Http2SettingsFrame) {
            asks(context);
        }
        ReferenceCountUtil.release(frame);
    }

    private void asks(ChannelHandlerContext context) {
        long now = nanoTime.getAsLong();
        if (now - questionsSinceNanos > FLOOD_TIME.toNanos()) {
            questionsSinceNanos = now;
            questions = 0;
        }
        if (++questions == QUESTIONS_MAX) {
            context.write(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
            context.close();
        }
    }

    /** Its streams go on; new ones are for another connection. */
    void leave() {
        left = true;
        channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    }

    /** Ends it and all of its streams: as soon as the peer has taken what tells it so, and at once when called again. */
    void end() {
        if (ending) {
            channel.unsafe().close(channel.voidPromise());
        } else {
            ending = true;
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        // A mistake of the peer is answered by the codec; all else is the end of the socket.
        if (Http2CodecUtil.getEmbeddedHttp2Exception(failure) == null) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.ends(this);
    }
}
