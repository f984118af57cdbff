package dev.carillon.http;

import dev.carillon.handshake.OpeningHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import java.util.Map;

/**
 * One request and its answer on a stream of HTTP/2 (RFC 9113, 8.1), converted to the HTTP/1.1 objects of Vert.x. For
 * later code a stream is a connection with one request.
 */
// The result of a close is seen as the end of the channel, which Vert.x and HttpConnections wait for.
@SuppressWarnings("FutureReturnValueIgnored")
final class Http2Exchange extends ChannelDuplexHandler {
    /** The bytes that a header field counts in addition to its name and value (RFC 9113, 6.5.2). */
    private static final int FIELD_BYTES = 32;

    private final Runnable adopted;
    private final ChannelFuture nothingWritten;
    private ChannelFuture lastWritten;
    private boolean begun;
    /** Whether the answer has no body, even if it states a length (RFC 9110, 9.3.2). */
    private boolean headOnly;

    private boolean requestEnded;
    private boolean answerEnded;
    private boolean closing;

    /**
     * @param nothingWritten a completed future
     * @param adopted runs when a lane takes over the stream
     */
    Http2Exchange(ChannelFuture nothingWritten, Runnable adopted) {
        this.adopted = adopted;
        this.nothingWritten = nothingWritten;
        this.lastWritten = nothingWritten;
    }

    /**
     * Ends the stream of {@code connection} now, if it is one, and drops what its peer has not read. If the end of an
     * answer waits for the peer, a plain close would keep the answer and the stream until the connection ends.
     */
    static void end(HttpConnection connection) {
        ChannelHandlerContext context = HttpChannel.of(connection).pipeline().context(Http2Exchange.class);
        if (context != null) {
            reset(context, Http2Error.CANCEL, context.newPromise());
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (context.channel().isActive()) {
            adopted.run();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        switch (frame) {
            case Http2HeadersFrame head when !begun -> begin(context, head);
            // Trailers are not used.
            case Http2HeadersFrame trailers -> body(context, new DefaultHttp2DataFrame(trailers.isEndStream()));
            case Http2DataFrame data -> body(context, data);
            default -> ReferenceCountUtil.release(frame);
        }
    }

    private void begin(ChannelHandlerContext context, Http2HeadersFrame head) {
        begun = true;
        requestEnded = head.isEndStream();
        HttpRequest request;
        try {
            request = HttpConversionUtil.toHttpRequest(0, head.headers(), true);
        } catch (Http2Exception | IllegalArgumentException malformed) {
            closing = true;
            reset(context, Http2Error.PROTOCOL_ERROR, context.newPromise());
            return;
        }
        headOnly = request.method().equals(HttpMethod.HEAD);
        request.headers()
                .remove(HttpConversionUtil.ExtensionHeaderNames.STREAM_ID.text())
                .remove(HttpConversionUtil.ExtensionHeaderNames.SCHEME.text());
        if (!requestEnded && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            // This announces a body of unknown length in HTTP/1.1.
            request.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (request.uri().length() > OpeningHead.LINE_MAX) {
            request.setDecoderResult(DecoderResult.failure(new TooLongHttpLineException()));
        } else if (bytes(head.headers()) > OpeningHead.HEAD_MAX) {
            request.setDecoderResult(DecoderResult.failure(new TooLongHttpHeaderException()));
        }
        context.fireChannelRead(request);
        if (requestEnded) {
            context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    /** The size of a header list (RFC 9113, 6.5.2). */
    private static int bytes(Http2Headers headers) {
        int bytes = 0;
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            bytes += field.getKey().length() + field.getValue().length() + FIELD_BYTES;
        }
        return bytes;
    }

    private void body(ChannelHandlerContext context, Http2DataFrame data) {
        requestEnded |= data.isEndStream();
        if (closing || (!data.isEndStream() && !data.content().isReadable())) {
            data.release();
        } else if (data.isEndStream()) {
            context.fireChannelRead(new DefaultLastHttpContent(data.content()));
        } else {
            context.fireChannelRead(new DefaultHttpContent(data.content()));
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        switch (message) {
            case HttpResponse answer -> writeHead(context, answer, promise.unvoid());
            case HttpContent part -> writeBody(context, part, promise.unvoid());
            // Vert.x writes an empty buffer to learn when everything before it has been sent.
            case ByteBuf nothing -> {
                nothing.release();
                lastWritten.addListener(written -> promise.trySuccess());
            }
            default -> context.write(message, promise);
        }
    }

    private void writeHead(ChannelHandlerContext context, HttpResponse answer, ChannelPromise promise) {
        boolean informational = answer.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        boolean hasBody = !informational && answer instanceof HttpContent part && isWritten(part);
        boolean last = !informational && answer instanceof LastHttpContent && !hasBody;
        answerEnded |= last;
        ChannelPromise written = hasBody ? context.newPromise() : promise;
        lastWritten = written;
        context.write(new DefaultHttp2HeadersFrame(HttpConversionUtil.toHttp2Headers(answer, false), last), written);
        if (hasBody) {
            writeBody(context, (HttpContent) answer, promise);
        } else {
            ReferenceCountUtil.release(answer);
        }
    }

    private boolean isWritten(HttpContent part) {
        return part.content().isReadable() && !headOnly;
    }

    private void writeBody(ChannelHandlerContext context, HttpContent part, ChannelPromise promise) {
        boolean last = part instanceof LastHttpContent;
        if (isWritten(part)) {
            writeData(context, part.content(), last, promise);
            return;
        }
        part.release();
        if (last) {
            writeData(context, Unpooled.EMPTY_BUFFER, true, promise);
        } else {
            lastWritten.addListener(written -> promise.trySuccess());
        }
    }

    private void writeData(ChannelHandlerContext context, ByteBuf bytes, boolean last, ChannelPromise promise) {
        answerEnded |= last;
        lastWritten = promise;
        context.write(new DefaultHttp2DataFrame(bytes, last), promise);
    }

    /** Called when nothing more will be written. Earlier bytes may wait for the window of the peer (RFC 9113, 5.2). */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (closing || lastWritten.equals(nothingWritten)) {
            context.close(promise);
            return;
        }
        closing = true;
        lastWritten.addListener(written -> {
            if (answerEnded && !requestEnded) {
                // The answer is complete, and the rest of the request is not needed (RFC 9113, 8.1).
                reset(context, Http2Error.NO_ERROR, promise);
            } else {
                context.close(promise);
            }
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        // A violation of HTTP/2 ends the stream with a reason that the codec has set.
        if (Http2CodecUtil.getEmbeddedHttp2Exception(failure) == null) {
            context.fireExceptionCaught(failure);
        }
    }

    private static void reset(ChannelHandlerContext context, Http2Error reason, ChannelPromise promise) {
        context.writeAndFlush(new DefaultHttp2ResetFrame(reason)).addListener(written -> context.close(promise));
    }
}
