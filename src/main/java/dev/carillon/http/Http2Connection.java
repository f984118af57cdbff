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

/** A connection of HTTP/2. The last handler of its pipeline, after the one that makes a channel of each stream. */
// The result of a close is seen as the end of the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class Http2Connection extends ChannelInboundHandlerAdapter {
    /** The window for the bodies of all streams together: bodies that wait here must not stop the others. */
    private static final int WINDOW_BYTES = 1 << 20;

    /** Pings and settings that a peer may send in {@link #FLOOD_TIME}. Each of them must be answered. */
    private static final int CONTROL_FRAMES_MAX = 1000;

    private static final Duration FLOOD_TIME = Duration.ofSeconds(10);

    private final Http2Connections connections;
    private final Channel channel;
    private final LongSupplier nanoTime;
    private int streams;
    /** Streams that a lane has taken over: event streams, which last as long as their clients want. */
    private int adopted;

    private boolean goAwaySent;
    private int controlFrames;
    private long floodSinceNanos;
    private boolean ending;

    Http2Connection(Http2Connections connections, Channel channel, LongSupplier nanoTime) {
        this.connections = connections;
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.floodSinceNanos = nanoTime.getAsLong();
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        connections.opened(this);
        context.writeAndFlush(new DefaultHttp2WindowUpdateFrame(WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
    }

    /** Counts a stream from its beginning to its end. */
    void streamOpened(Channel stream) {
        if (streams++ == 0) {
            connections.becomesActive(this);
        }
        stream.closeFuture().addListener(ended -> {
            if (--streams == 0 && goAwaySent) {
                end();
            } else if (streams == 0 && channel.isActive()) {
                connections.becomesIdle(this);
            }
        });
    }

    /**
     * A lane has taken over {@code stream}. If such streams take all places of the connection, each further request of
     * the client would wait for the end of one. So the client must use another connection.
     */
    void adopted(Channel stream) {
        stream.closeFuture().addListener(ended -> adopted--);
        if (++adopted == Http2Connections.STREAMS_MAX) {
            goAway();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2PingFrame || frame instanceof Http2SettingsFrame) {
            countControlFrame(context);
        }
        ReferenceCountUtil.release(frame);
    }

    private void countControlFrame(ChannelHandlerContext context) {
        long now = nanoTime.getAsLong();
        if (now - floodSinceNanos > FLOOD_TIME.toNanos()) {
            floodSinceNanos = now;
            controlFrames = 0;
        }
        if (++controlFrames == CONTROL_FRAMES_MAX) {
            context.write(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
            context.close();
        }
    }

    /** Open streams continue. The client must use another connection for new ones. */
    void goAway() {
        goAwaySent = true;
        channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    }

    /** Closes the connection and its streams when the peer has taken the last frame; at once if called again. */
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
        // The codec answers mistakes of the peer. Everything else ends the socket.
        if (Http2CodecUtil.getEmbeddedHttp2Exception(failure) == null) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.closed(this);
    }
}
