package dev.carillon.lane;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/**
 * Makes a stream of HTTP/2 usable as a connection: converts bytes to DATA frames and back (RFC 9113, 6.1). It also
 * detects whether the peer takes them. The kernel cannot, because the streams of a connection share its socket, and
 * each has its own window (RFC 9113, 5.2).
 */
// The result of a close is seen as the end of the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class StreamData extends ChannelDuplexHandler {
    /**
     * Netty has several objects for each frame that waits for the window, so few may wait there; the outbox keeps the
     * rest.
     */
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(8 << 10, 16 << 10);

    /** The total of bytes that had to wait for the window; it may overflow. */
    private int waited;

    /** How many of these had left at the last check. */
    private int taken = -1;

    /** The second since which nothing of the waiting bytes has been taken. */
    private int heldSinceSecond;

    private int timeoutSeconds = Integer.MAX_VALUE;
    /** Whether the end of the output has been written. */
    private boolean ended;
    /** Whether the peer has reset the stream. */
    private boolean reset;

    /**
     * Ends the stream of {@code channel} now, and drops what waits. If the end of the output waits too, Netty would keep
     * all of it, and the stream, until the connection ends.
     */
    static void end(Channel channel) {
        ChannelHandlerContext context = channel.pipeline().context(StreamData.class);
        if (context != null && ((StreamData) context.handler()).ended) {
            context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }
        channel.unsafe().close(channel.voidPromise());
    }

    /** Sets how long the peer may take nothing of what waits. */
    void timeout(Duration timeout) {
        timeoutSeconds = Math.toIntExact(timeout.toSeconds());
    }

    /** Whether the peer has taken nothing of what waits for the timeout. Must be called in each round. */
    boolean isStalled(Channel channel, int nowSeconds) {
        long waits = ChannelConnection.unsentBytes(channel);
        int takenNow = waited - (int) waits;
        if (waits == 0 || takenNow != taken) {
            taken = takenNow;
            heldSinceSecond = nowSeconds;
        }
        return nowSeconds - heldSinceSecond > timeoutSeconds;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().config().setWriteBufferWaterMark(MARKS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2DataFrame data) {
            context.fireChannelRead(data.content());
        } else {
            ReferenceCountUtil.release(frame);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            long before = ChannelConnection.unsentBytes(context.channel());
            context.write(new DefaultHttp2DataFrame(bytes), promise);
            waited += (int) (ChannelConnection.unsentBytes(context.channel()) - before);
        } else {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        reset |= event instanceof Http2ResetFrame;
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        // Writes that waited when the peer reset the stream fail, and then the stream ends. A violation of HTTP/2 ends
        // it with a reason that the codec has set.
        if (!reset && Http2CodecUtil.getEmbeddedHttp2Exception(failure) == null) {
            context.fireExceptionCaught(failure);
        }
    }

    /** After everything that was written, when the peer has taken it. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        ended = true;
        context.writeAndFlush(new DefaultHttp2DataFrame(true)).addListener(written -> context.close(promise));
    }
}
