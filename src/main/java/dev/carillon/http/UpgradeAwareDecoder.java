package dev.carillon.http;

import dev.carillon.handshake.OpeningRequest;
import dev.carillon.http.Unreadable.UnknownVersion;
import dev.carillon.text.StacklessException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes requests as Vert.x does, but reads nothing after a request for an upgrade (RFC 9110, 7.8) until it has been
 * answered. A handshake may have to wait for the answer to an earlier request. Vert.x's own decoder would meanwhile
 * read the frames after it as requests, and lose them.
 */
public final class UpgradeAwareDecoder extends VertxHttpRequestDecoder {
    static final String NAME = "httpDecoder";

    private @Nullable ChannelHandlerContext context;
    private boolean holding;
    /** Whether a head has been read, but not the end of its body. */
    private boolean midBody;
    /** Whether a head has begun, but not ended. */
    private boolean midHead;
    /** Whether a line of this head continues the line before it. */
    private boolean folded;
    /** The index of the first byte that is decoded in this step. */
    private int linesFrom;

    private ByteBuf lines = Unpooled.EMPTY_BUFFER;

    private UpgradeAwareDecoder(HttpServerOptions options) {
        super(options);
    }

    /** Replaces the decoder of {@code connection}, which has read nothing yet. */
    public static void install(HttpConnection connection, HttpServerOptions options) {
        pipeline(connection).replace(NAME, NAME, new UpgradeAwareDecoder(options));
        PeerEnd.install(pipeline(connection));
    }

    /** The upgrade has been answered and the connection stays HTTP: later bytes are requests. */
    static void resume(HttpConnection connection) {
        ChannelHandler decoder = pipeline(connection).get(NAME);
        if (decoder instanceof UpgradeAwareDecoder ours) {
            ours.resume();
        }
    }

    /** Ends the wait for a head. If one has begun, it becomes a request that failed with {@link HeadTimeout}. */
    static void failHead(HttpConnection connection) {
        ChannelHandler decoder = pipeline(connection).get(NAME);
        if (decoder instanceof UpgradeAwareDecoder ours) {
            ours.failHead();
        }
    }

    private static ChannelPipeline pipeline(HttpConnection connection) {
        return HttpChannel.of(connection).pipeline();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        super.handlerAdded(added);
        context = added;
    }

    @Override
    protected void decode(ChannelHandlerContext decoding, ByteBuf bytes, List<Object> out) throws Exception {
        if (holding) {
            // The rest stays with the kernel and the peer.
            decoding.channel().config().setAutoRead(false);
            return;
        }
        lines = bytes;
        linesFrom = bytes.readerIndex();
        super.decode(decoding, bytes, out);
        note(out);
        folded = midHead && isFolded();
        lines = Unpooled.EMPTY_BUFFER;
        holding = isUpgradeWithoutBody(out);
    }

    /** Netty calls this when a head is complete. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        if (isFolded()) {
            throw new FoldedHeader();
        }
        return super.isContentAlwaysEmpty(message);
    }

    /**
     * Proxies differ in how they read a header that continues on the next line (RFC 9112, 5.2), and Netty joins the
     * lines. Netty takes whole lines of a head, so the bytes of one step begin with a line.
     */
    private boolean isFolded() {
        boolean lineBegins = true;
        for (int i = linesFrom; i < lines.readerIndex() && !folded; i++) {
            byte next = lines.getByte(i);
            folded = lineBegins && (next == ' ' || next == '\t');
            lineBegins = next == '\n';
        }
        return folded;
    }

    /** A header continues on the next line. */
    private static final class FoldedHeader extends StacklessException {
        private static final long serialVersionUID = 1;

        FoldedHeader() {
            super("a line begins with a space");
        }
    }

    /** The peer sends no more but still reads: an incomplete request is refused. */
    @Override
    protected void decodeLast(ChannelHandlerContext decoding, ByteBuf bytes, List<Object> out) throws Exception {
        int decoded = out.size();
        super.decodeLast(decoding, bytes, out);
        if (!decoding.channel().isActive() || out.size() > decoded) {
            return;
        }
        if (midBody) {
            out.add(failed(new DefaultLastHttpContent()));
        } else if (midHead) {
            out.add(failed(createInvalidMessage()));
        }
    }

    private static HttpObject failed(HttpObject part) {
        part.setDecoderResult(
                DecoderResult.failure(new PrematureChannelClosureException("the connection ended inside the request")));
        return part;
    }

    private void note(List<Object> decoded) {
        for (Object part : decoded) {
            if (part instanceof HttpRequest) {
                midBody = true;
            }
            if (part instanceof LastHttpContent) {
                midBody = false;
            }
        }
        midHead = !midBody && decoded.isEmpty();
    }

    private void failHead() {
        ChannelHandlerContext here = context;
        if (midHead && here != null) {
            HttpMessage late = createInvalidMessage();
            late.setDecoderResult(DecoderResult.failure(new HeadTimeout()));
            here.fireChannelRead(late);
            here.fireChannelReadComplete();
        }
    }

    /** Head and end of a request come in one step if there is nothing between them. */
    private static boolean isUpgradeWithoutBody(List<Object> decoded) {
        return decoded.size() == 2
                && decoded.get(0) instanceof HttpRequest request
                && decoded.get(1) instanceof LastHttpContent
                && new DecodedHead(request).asksForWebSocket();
    }

    /** Other versions would be read as HTTP/1.1, or closed without an answer. */
    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        HttpMessage message = super.createMessage(initialLine);
        HttpVersion version = message.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            throw new UnknownVersion(initialLine[2]);
        }
        return message;
    }

    /** An unreadable request is answered in HTTP/1.1, not in HTTP/1.0. */
    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER);
    }

    /** A request before Vert.x receives it. */
    private record DecodedHead(HttpRequest request) implements OpeningRequest {
        @Override
        public String method() {
            return request.method().name();
        }

        @Override
        public String target() {
            return request.uri();
        }

        @Override
        public String httpVersion() {
            return request.protocolVersion().text();
        }

        @Override
        public List<String> values(String headerName) {
            return request.headers().getAll(headerName);
        }
    }

    private void resume() {
        ChannelHandlerContext here = context;
        if (holding && here != null) {
            holding = false;
            here.channel().config().setAutoRead(true);
            // Not from within the answer, because that may run from within a read.
            here.executor().execute(() -> readOn(here));
        }
    }

    private void readOn(ChannelHandlerContext here) {
        try {
            if (!here.isRemoved()) {
                channelRead(here, Unpooled.EMPTY_BUFFER);
                channelReadComplete(here);
            }
        } catch (Exception failure) {
            here.fireExceptionCaught(failure);
        }
    }
}
