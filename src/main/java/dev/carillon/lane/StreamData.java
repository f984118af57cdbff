package dev.carillon.lane;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.util.ReferenceCountUtil;

/** What makes a connection of one stream of HTTP/2: its bytes go and come in DATA frames (RFC 9113, 6.1). */
// What becomes of a close is told by the end of the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class StreamData extends ChannelDuplexHandler {
    /** Each frame that waits for the window of its peer is some objects of Netty's, so few may: the outbox keeps the rest. */
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(8 << 10, 16 << 10);

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
            context.write(new DefaultHttp2DataFrame(bytes), promise);
        } else {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        // What breaks the rules of HTTP/2 ends the stream with a reason that the codec knows.
        if (Http2CodecUtil.getEmbeddedHttp2Exception(failure) == null) {
            context.fireExceptionCaught(failure);
        }
    }

    /** Behind all that was written, whenever the peer takes that. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        context.writeAndFlush(new DefaultHttp2DataFrame(true)).addListener(written -> context.close(promise));
    }
}
