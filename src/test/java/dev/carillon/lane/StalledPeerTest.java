package dev.carillon.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.outbox.DisconnectReason;
import dev.carillon.outbox.OutboxLimits;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer that has stopped reading while bytes wait for it, and to which nothing more is sent; the test moves the time.
 */
@ParameterizedClass
@ValueSource(strings = {"fast", "channel"})
class StalledPeerTest {
    private static final long PATIENCE_SECONDS = OutboxLimits.PATIENCE.toSeconds();
    /** More than a kernel buffers for a peer, by more than the bound of an outbox. */
    private static final int MUCH = 32 << 20;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    private final List<DisconnectReason> disconnects = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Connection> opened = new CompletableFuture<>();
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private final Lane lane;
    private long nanoTime;
    private SocketChannel peer;
    private Connection connection;

    StalledPeerTest(String name) throws Exception {
        lane = onLoop(() -> newLane(name));
    }

    private Lane newLane(String name) {
        LaneMeters meters = new LaneMeters() {
            @Override
            public void disconnected(DisconnectReason why) {
                disconnects.add(why);
            }
        };
        return name.equals("fast")
                ? new FastLane(loop, LaneLimits.DEFAULT, meters)
                : new ChannelLane(
                        loop,
                        LaneLimits.DEFAULT,
                        meters,
                        ((VertxInternal) vertx).transport().channelFactory(false));
    }

    @BeforeEach
    void connect() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback())) {
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            onLoop(() -> lane.connect(loopback(), address, new Heard()));
            peer = server.accept();
        }
        connection = opened.get(5, TimeUnit.SECONDS);
        nanoTime = System.nanoTime();
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        vertx.close().await();
    }

    @Test
    void aStalledPeerIsDisconnectedAfterTheStallTimeout() throws Exception {
        send(MUCH);
        passSeconds(PATIENCE_SECONDS - 1);
        assertThat(ended).isNotDone();
        // The last bytes for which the peer's kernel has space may have been sent after the first check.
        passSeconds(PATIENCE_SECONDS);
        assertThat(ended).isCompletedWithValue(Ending.TOO_SLOW);
        assertThat(disconnects).containsExactly(DisconnectReason.STALLED);
        assertThat(lane.waitingBytes()).isZero();
    }

    @Test
    void aPeerThatReadsInTimeStaysConnected() throws Exception {
        send(MUCH);
        passSeconds(PATIENCE_SECONDS - 1);
        long waiting = waitingBytes();
        ByteBuffer in = ByteBuffer.allocate(1 << 20);
        while (waitingBytes() == waiting) {
            peer.read(in.clear());
        }
        passSeconds(PATIENCE_SECONDS - 1);
        assertThat(ended).isNotDone();
    }

    /**
     * The kernel opens the window only when a third of its buffer is free: on a slow link that takes longer than the
     * timeout.
     */
    @Test
    void aPeerThatReadsFromTheKernelBufferStaysConnected() throws Exception {
        send(MUCH);
        passSeconds(PATIENCE_SECONDS - 1);
        long waiting = waitingBytes();
        takeOfWhatTheKernelHolds();
        assertThat(waitingBytes()).as("nothing more has left").isEqualTo(waiting);
        passSeconds(PATIENCE_SECONDS - 1);
        assertThat(ended).isNotDone();
        passSeconds(PATIENCE_SECONDS + 1);
        assertThat(ended).as("now it has stopped").isCompletedWithValue(Ending.TOO_SLOW);
    }

    @Test
    void aStalledPeerBelowTheOutboxLimitStaysConnected() throws Exception {
        send(MUCH);
        ByteBuffer in = ByteBuffer.allocate(1 << 20);
        while (onLoop(connection::backlogBytes) > OutboxLimits.DEFAULT.bytes()) {
            peer.read(in.clear());
        }
        passSeconds(10 * PATIENCE_SECONDS);
        assertThat(ended).isNotDone();
        assertThat(disconnects).isEmpty();
    }

    @Test
    void aStalledPeerWithWaitingAnswersIsLeftToTheIdleTimeout() throws Exception {
        send(MUCH);
        onLoop(() -> {
            connection.awaitDrain();
            return connection;
        });
        passSeconds(10 * PATIENCE_SECONDS);
        assertThat(ended).isNotDone();
    }

    private void send(int bytes) throws Exception {
        onLoop(() -> {
            connection.send(new byte[bytes]);
            return connection;
        });
        assertThat(waitingBytes()).isGreaterThan(OutboxLimits.DEFAULT.bytes());
    }

    private void takeOfWhatTheKernelHolds() throws Exception {
        int held = heldByKernel();
        ByteBuffer in = ByteBuffer.allocate(16 << 10);
        while (heldByKernel() >= held) {
            peer.read(in.clear());
        }
    }

    private int heldByKernel() throws Exception {
        return onLoop(() -> connection instanceof FastConnection fast
                ? NativeCalls.unacknowledgedBytes(fast.intValue())
                : ((ChannelConnection) connection).unacknowledgedBytes());
    }

    private long waitingBytes() throws Exception {
        return onLoop(lane::waitingBytes);
    }

    private void passSeconds(long seconds) throws Exception {
        for (int i = 0; i < 2 * seconds; i++) {
            nanoTime += TimeUnit.MILLISECONDS.toNanos(500);
            onLoop(() -> {
                lane.tick(nanoTime);
                return lane;
            });
        }
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        return loop.submit(action).get(5, TimeUnit.SECONDS);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private final class Heard implements Receiver {
        @Override
        public void onOpen(Connection open) {
            opened.complete(open);
        }

        @Override
        public void onConnectFailed(IOException cause) {
            opened.completeExceptionally(cause);
        }

        @Override
        public void onBytes(Connection from, ByteBuffer bytes) {}

        @Override
        public void onVisit(Connection visited, int nowSeconds, int silentSeconds) {}

        @Override
        public void onClosed(Connection closed, Ending ending) {
            ended.complete(ending);
        }
    }
}
