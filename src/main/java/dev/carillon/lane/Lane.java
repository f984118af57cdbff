package dev.carillon.lane;

import dev.carillon.logging.LogField;
import dev.carillon.outbox.DisconnectReason;
import dev.carillon.outbox.OutboxBudget;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All connections of one event loop, with their clock, limits and rounds of visits.
 *
 * <p>Every method must be called on that loop.
 */
public abstract sealed class Lane permits FastLane, ChannelLane {
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final Logger LOG = System.getLogger(Lane.class.getName());

    protected final EventLoop loop;
    protected final LaneLimits limits;
    final OutboxBudget outboxes;
    private final VisitSchedule visits = new VisitSchedule();
    private final LaneClock clock;
    private final LaneMeters meters;
    private @Nullable ScheduledFuture<?> ticking;
    private long dueNanos;
    private int nowSeconds;

    // Counted here and reported on each tick, so that the path of a byte uses no shared state.
    protected long bytesIn;
    protected long bytesOut;
    private int openCount;
    private Consumer<Connection> departures = connection -> {};

    protected Lane(EventLoop loop, LaneLimits limits, LaneMeters meters) {
        this.loop = loop;
        this.limits = limits;
        this.meters = meters;
        this.outboxes = new OutboxBudget(limits.outboxes(), meters);
        this.clock = new LaneClock(tickNanos(), System.nanoTime());
    }

    /**
     * The lane for {@code loop}: the fast lane if permitted and available, else the channel lane.
     *
     * @param mayBeFast whether the fast lane may be used
     * @param tls makes the TLS handler for each connection of {@link #connect}; the fast lane has no TLS
     */
    public static Lane on(
            EventLoop loop,
            boolean mayBeFast,
            LaneLimits limits,
            LaneMeters meters,
            Optional<Function<ByteBufAllocator, SslHandler>> tls) {
        boolean epoll = FastLane.runsOn(loop);
        if (epoll && mayBeFast && tls.isEmpty()) {
            return new FastLane(loop, limits, meters);
        }
        return new ChannelLane(loop, limits, meters, epoll ? EpollSocketChannel::new : NioSocketChannel::new, tls);
    }

    /** Whether this is the fast lane. */
    public final boolean isFast() {
        return this instanceof FastLane;
    }

    /** The name of this lane for users. */
    public abstract String name();

    /** The heap of an idle connection, in bytes, rounded up. */
    public abstract int idleBytes();

    /**
     * Takes over the socket of {@code channel}, or its stream of HTTP/2. The caller must not use the channel any more.
     *
     * <p>When everything written to the channel has left, {@code greeting} is sent, {@link Receiver#onOpen} is called,
     * and bytes that the peer has sent already go to the receiver. If this fails, the channel is closed and the
     * receiver is not called; {@code onClosed} never comes before {@code onOpen}.
     */
    public final void adopt(Channel channel, byte[] greeting, Receiver receiver) {
        if (!channel.isOpen()) {
            return;
        }
        EarlyBytes early = EarlyBytes.replaceHandlers(channel);
        channel.flush();
        // A stream of HTTP/2 keeps the order of its frames, even if different handlers write them.
        if (channel instanceof Http2StreamChannel || ChannelConnection.unsentBytes(channel) == 0) {
            tryAdopt(channel, greeting, early, receiver);
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(written -> tryAdopt(channel, greeting, early, receiver));
        }
    }

    private void tryAdopt(Channel channel, byte[] greeting, EarlyBytes early, Receiver receiver) {
        // It has ended while the rest was leaving; its descriptor's number may belong to another connection now.
        if (!channel.isOpen()) {
            return;
        }
        try {
            Connection connection = take(channel, Receiver.NOBODY);
            opened(connection);
            begin(connection, greeting, receiver, ByteBuffer.wrap(early.bytes()));
        } catch (IOException notTaken) {
            LOG.log(
                    Level.WARNING,
                    "connection lost between handshake and lane",
                    LogField.of("reason", notTaken.getMessage()));
            channel.unsafe().close(channel.voidPromise());
        }
    }

    /**
     * Sends {@code greeting} on {@code connection} and passes the connection to {@code receiver}, which gets onOpen and
     * then the {@code early} bytes.
     */
    public final void begin(Connection connection, byte[] greeting, Receiver receiver, ByteBuffer early) {
        connection.send(greeting);
        if (connection.isOpen()) {
            connection.receiver(receiver);
            begin(connection, early);
        }
    }

    /** Calls onOpen for {@code connection}, and passes on the early bytes. */
    final void begin(Connection connection, ByteBuffer early) {
        try {
            connection.receiver().onOpen(connection);
            if (early.hasRemaining() && connection.isOpen()) {
                connection.receiver().onBytes(connection, early);
            }
        } catch (RuntimeException failure) {
            fault(connection, failure);
        }
    }

    /** Makes a connection from {@code channel}, whose pipeline has only TLS and {@link EarlyBytes}. */
    abstract Connection take(Channel channel, Receiver receiver) throws IOException;

    /**
     * Opens a connection from {@code local} to {@code remote}. The receiver's {@link Receiver#onOpen} or {@link
     * Receiver#onConnectFailed} is called after this returns. Closing the returned connection cancels the attempt.
     *
     * @throws IOException when the attempt cannot begin: no descriptor is left, or {@code local} is taken or not a
     *     local address
     */
    public abstract Connection connect(InetSocketAddress local, InetSocketAddress remote, Receiver receiver)
            throws IOException;

    /**
     * Starts the rounds. A delayed loop does not make up for missed ticks: it would visit connections before reading
     * from them.
     */
    public void start() {
        dueNanos = System.nanoTime() + tickNanos();
        ticking = loop.scheduleWithFixedDelay(this::tickWhenDue, tickNanos(), tickNanos(), TimeUnit.NANOSECONDS);
    }

    private void tickWhenDue() {
        long now = System.nanoTime();
        meters.late(Math.max(0, now - dueNanos));
        tick(now);
        dueNanos = System.nanoTime() + tickNanos();
    }

    private long tickNanos() {
        return limits.round().toNanos() / VisitSchedule.PARTS;
    }

    /** Stops the rounds and ends every connection. */
    public void stop() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        forEach(connection -> connection.close(Ending.LOOP_ENDED));
        report();
    }

    /**
     * The seconds for which this lane has run, without those in which its loop stood still. The resolution is that of
     * its ticks: at best a sixty-fourth of a round.
     */
    public final int nowSeconds() {
        return nowSeconds;
    }

    public final int openCount() {
        return openCount;
    }

    /** Bytes that wait in outboxes. */
    public final long waitingBytes() {
        return outboxes.bytes();
    }

    /** The limit for {@link #waitingBytes}. */
    public final long waitingBytesMax() {
        return limits.outboxes().totalBytes();
    }

    /** Calls {@code action} for each open connection; it may close them. */
    public final void forEach(Consumer<Connection> action) {
        visits.forEach(action);
    }

    final void opened(Connection connection) {
        openCount++;
        visits.add(connection);
    }

    final void ended(Connection connection) {
        openCount--;
        departures.accept(connection);
    }

    /** {@code more} is also called for every connection that ends, before its receiver. */
    public final void onEnd(Consumer<Connection> more) {
        departures = departures.andThen(more);
    }

    /** The receiver of {@code connection} must close it because the service stops; see {@link Receiver#onShutDown}. */
    public final void shutDown(Connection connection, Duration reconnectAfter) {
        run(connection, () -> connection.receiver().onShutDown(connection, reconnectAfter));
    }

    final void run(Connection connection, Runnable handler) {
        try {
            handler.run();
        } catch (RuntimeException failure) {
            fault(connection, failure);
        }
    }

    /** A handler failed: logs this once and ends this connection only. */
    final void fault(Connection connection, Throwable failure) {
        LOG.log(Level.ERROR, "handler failed, connection closed", failure);
        if (!connection.isOpen()) {
            return;
        }
        try {
            connection.receiver().onFault(connection);
        } catch (RuntimeException again) {
            LOG.log(Level.ERROR, "no close frame sent after a failure", again);
            connection.close(Ending.FAULT);
        }
    }

    /** @param nowNanos as {@link System#nanoTime} */
    final void tick(long nowNanos) {
        clock.tick(nowNanos);
        nowSeconds = clock.seconds();
        outboxes.tick(nowSeconds);
        visits.tick(this::visit);
        report();
    }

    private void visit(Connection connection) {
        try {
            connection.receiver().onVisit(connection, nowSeconds, nowSeconds - connection.lastReceivedSecond());
            if (connection.isStalled()) {
                meters.disconnected(DisconnectReason.STALLED);
                connection.close(Ending.TOO_SLOW);
            }
        } catch (RuntimeException failure) {
            fault(connection, failure);
        }
    }

    private void report() {
        meters.transferred(bytesIn, bytesOut);
        outboxes.report();
        bytesIn = 0;
        bytesOut = 0;
    }
}
