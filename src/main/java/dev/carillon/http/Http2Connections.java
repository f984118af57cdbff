package dev.carillon.http;

import dev.carillon.handshake.OpeningHead;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.VertxHandler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The HTTP/2 connections of a loop. Each stream is a channel with one request, which Vert.x reads as HTTP/1.1, so that
 * all later code has one form. A connection without streams is limited in time as an idle one of HTTP/1.1 is. Belongs
 * to the loop.
 */
public final class Http2Connections {
    /** Streams of a connection at one time; fewer than 100 are not recommended (RFC 9113, 6.5.2). */
    public static final int STREAMS_MAX = 100;

    /**
     * A longer head ends its connection with all streams, because no later head could be read (RFC 7541, 2.2). So it is
     * much more than {@link OpeningHead#HEAD_MAX}, at which a request is refused: a browser repeats long cookies.
     */
    private static final int READABLE_HEAD_MAX = 4 * OpeningHead.HEAD_MAX;

    /** The heap of a connection without its streams (6 kB), in WebSockets with TLS. */
    private static final int WEB_SOCKETS_PER_CONNECTION = 2;

    private final HttpConnections streams;
    private final ContextInternal context;
    private final HttpServerOptions options;
    private final RequestFilter answers;
    private final LongSupplier nanoTime;
    private final Set<Http2Connection> open = new HashSet<>();
    /** Connections without streams. */
    private final Deadlines<Http2Connection> waiting = new Deadlines<>();

    private boolean goingAway;

    /**
     * @param streams watches each stream as a connection
     * @param options of the server that answers
     * @param nanoTime as {@link System#nanoTime}
     */
    public Http2Connections(
            HttpConnections streams,
            ContextInternal context,
            HttpServerOptions options,
            RequestFilter answers,
            LongSupplier nanoTime) {
        this.streams = streams;
        this.context = context;
        this.options = options;
        this.answers = answers;
        this.nanoTime = nanoTime;
    }

    /** Takes over {@code channel}, whose peer has chosen HTTP/2, and removes all handlers except TLS. */
    void take(Channel channel) {
        for (ChannelHandler handler : List.copyOf(channel.pipeline().toMap().values())) {
            if (!(handler instanceof SslHandler) && !(handler instanceof Source.Kept)) {
                channel.pipeline().remove(handler);
            }
        }
        Http2Connection connection = new Http2Connection(this, channel, nanoTime);
        channel.pipeline()
                .addLast(
                        codec().build(),
                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                begin(connection, stream);
                            }
                        }),
                        connection);
    }

    private static Http2FrameCodecBuilder codec() {
        // Netty limits other floods: 200 resets in 30 s, 16 continuations, 10,000 waiting frames.
        return Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(STREAMS_MAX)
                        .maxHeaderListSize(READABLE_HEAD_MAX))
                .validateRequiredPseudoHeaders(true)
                .gracefulShutdownTimeoutMillis(0);
    }

    private void begin(Http2Connection connection, Channel stream) {
        connection.streamOpened(stream);
        Source.of(connection.channel()).keepWith(stream);
        VertxHandler<Http1xServerConnection> handler = VertxHandler.create(of -> new Http1xServerConnection(
                ThreadingModel.EVENT_LOOP, context::duplicate, null, options, of, context, "https://localhost", null));
        stream.pipeline()
                .addLast(new Http2Exchange(stream.newSucceededFuture(), () -> connection.adopted(stream)), handler);
        Http1xServerConnection virtual = handler.getConnection();
        virtual.handler(request -> streams.answer(request, answers)).exceptionHandler(failure -> {});
        virtual.invalidRequestHandler(answers::answerUnreadable);
        streams.opened(virtual);
    }

    /** {@code connection} is open, without streams. */
    void opened(Http2Connection connection) {
        open.add(connection);
        waits(connection, streams.patience());
    }

    /** All streams of {@code connection} have ended. */
    void becomesIdle(Http2Connection connection) {
        if (goingAway) {
            connection.end();
        } else {
            waits(connection, HttpConnections.BETWEEN_REQUESTS);
        }
    }

    private void waits(Http2Connection connection, Duration time) {
        waiting.add(connection, nanoTime.getAsLong() + time.toNanos());
        if (waiting.count() > streams.most()) {
            waiting.first().end();
        }
    }

    /** {@code connection} has a stream. */
    void becomesActive(Http2Connection connection) {
        waiting.remove(connection);
    }

    void closed(Http2Connection connection) {
        open.remove(connection);
        waiting.remove(connection);
        streams.ended(connection.channel());
    }

    /** Closes connections that have been without a stream for too long. Called about once a second. */
    public void sweep() {
        waiting.overdue(nanoTime.getAsLong()).forEach(Http2Connection::end);
    }

    /** The service stops: clients must use another connection for new requests (RFC 9113, 6.8). */
    public void goAway() {
        goingAway = true;
        waiting.all().forEach(Http2Connection::end);
        open.forEach(Http2Connection::goAway);
    }

    /** The memory of the connections without their streams, as a number of WebSockets. */
    public int places() {
        return WEB_SOCKETS_PER_CONNECTION * open.size();
    }

    /** Whether no connection is open. */
    public boolean isEmpty() {
        return open.isEmpty();
    }

    /** The service stops and does not wait for peers any more. */
    public void endAll() {
        List.copyOf(open).forEach(Http2Connection::end);
    }
}
