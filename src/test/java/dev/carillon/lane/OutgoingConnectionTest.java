package dev.carillon.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.carillon.lane.SocketFailure.Call;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that a lane opens itself, to a peer on plain Java sockets; the same on each lane. */
@ParameterizedClass
@ValueSource(strings = {"fast", "channel"})
class OutgoingConnectionTest {
    private static final LaneLimits LIMITS = LaneLimits.DEFAULT;
    private static final int FLOOD_BYTES = 64 << 20;

    private final String name;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    private final ServerSocketChannel server;
    private final Lane lane;
    private final Heard heard = new Heard();

    OutgoingConnectionTest(String name) throws Exception {
        this.name = name;
        this.server = ServerSocketChannel.open().bind(anyPort("127.0.0.1"));
        this.lane = onLoop(this::newLane);
    }

    private Lane newLane() {
        return name.equals("fast")
                ? new FastLane(loop, LIMITS, LaneMeters.SILENT)
                : new ChannelLane(
                        loop,
                        LIMITS,
                        LaneMeters.SILENT,
                        ((VertxInternal) vertx).transport().channelFactory(false));
    }

    @BeforeEach
    void start() throws Exception {
        onLoop(() -> {
            lane.start();
            return lane;
        });
    }

    @AfterEach
    void stop() throws Exception {
        onLoop(() -> {
            lane.stop();
            return lane;
        });
        vertx.close().await();
        server.close();
    }

    @Test
    void bytesForAPeerThatDoesNotReadArriveWhenItReadsAgain() throws Exception {
        heard.pauseAtOnce = true;
        Connection connection = connectTo(server.getLocalAddress());
        try (SocketChannel peer = server.accept()) {
            heard.await("open");
            peer.configureBlocking(false);
            ByteBuffer flood = ByteBuffer.allocate(FLOOD_BYTES);
            while (peer.write(flood) > 0) {
                // Until the kernel accepts no more.
            }
            long taken = onLoop(heard.bytes::get);
            assertThat(flood.position() - taken).isPositive();
            assertThat(taken).isLessThan(1 << 20);

            onLoop(() -> {
                connection.resumeReading();
                return connection;
            });
            peer.configureBlocking(true);
            while (flood.hasRemaining()) {
                peer.write(flood);
            }
            peer.shutdownOutput();
            heard.await("closed PEER_CLOSED");
            assertThat(heard.bytes).hasValue(FLOOD_BYTES);
        }
    }

    @Test
    void theOutboxIsSentWhileReadingIsPaused() throws Exception {
        Connection connection = connectTo(server.getLocalAddress());
        try (SocketChannel peer = server.accept()) {
            heard.await("open");
            onLoop(() -> {
                connection.send(new byte[FLOOD_BYTES]);
                connection.pauseReading();
                return connection;
            });
            ByteBuffer in = ByteBuffer.allocate(1 << 20);
            long read = 0;
            while (read < FLOOD_BYTES) {
                read += peer.read(in.clear());
            }
            assertThat(read).isEqualTo(FLOOD_BYTES);
        }
    }

    @Test
    void aBrokenConnectionIsReportedWhileReadingIsPaused() throws Exception {
        heard.pauseAtOnce = true;
        connectTo(server.getLocalAddress());
        SocketChannel peer = server.accept();
        heard.await("open");
        peer.socket().setSoLinger(true, 0);
        peer.close();
        assertThat(heard.next()).startsWith("closed PEER_");
    }

    @Test
    void theLocalAddressIsTheRequestedOne() throws Exception {
        InetSocketAddress local = new InetSocketAddress("127.0.0.77", freePort("127.0.0.77"));
        Connection connection = onLoop(() -> lane.connect(local, serverAddress(), heard));
        heard.await("open");
        assertThat(onLoop(connection::localAddress)).isEqualTo(local);
    }

    @Test
    void aFailedConnectionIsReportedWithTheNumberOfTheSystem() throws Exception {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), freePort("127.0.0.1"));
        assertThat(failureOf(anyPort("127.0.0.1"), nobody)).isEqualTo(Call.CONNECT + " " + SocketFailure.ECONNREFUSED);
        assertThat(failureOf(anyPort("192.0.2.1"), serverAddress()))
                .isEqualTo(Call.BIND + " " + SocketFailure.EADDRNOTAVAIL);
        assertThat(failureOf(serverAddress(), nobody)).isEqualTo(Call.BIND + " " + SocketFailure.EADDRINUSE);
    }

    // ---- helpers

    private Connection connectTo(java.net.SocketAddress remote) throws Exception {
        return onLoop(() -> lane.connect(anyPort("127.0.0.1"), (InetSocketAddress) remote, heard));
    }

    private String failureOf(InetSocketAddress local, InetSocketAddress remote) throws Exception {
        try {
            onLoop(() -> lane.connect(local, remote, heard));
        } catch (IOException atOnce) {
            heard.onConnectFailed(atOnce);
        }
        return heard.next();
    }

    private InetSocketAddress serverAddress() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    private static InetSocketAddress anyPort(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 0);
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocketChannel once = ServerSocketChannel.open().bind(anyPort(address))) {
            return ((InetSocketAddress) once.getLocalAddress()).getPort();
        }
    }

    /** Runs {@code step} on the loop; its exception is thrown here. */
    private <T> T onLoop(Callable<T> step) throws Exception {
        try {
            return loop.submit(step).get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failure) {
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        }
    }

    private static final class Heard implements Receiver {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final AtomicLong bytes = new AtomicLong();
        private boolean pauseAtOnce;

        @Override
        public void onOpen(Connection connection) {
            if (pauseAtOnce) {
                connection.pauseReading();
            }
            events.add("open");
        }

        @Override
        public void onConnectFailed(IOException cause) {
            events.add(cause instanceof SocketFailure told ? told.call() + " " + told.errno() : cause.toString());
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer came) {
            bytes.addAndGet(came.remaining());
        }

        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

        @Override
        public void onClosed(Connection connection, Ending ending) {
            events.add("closed " + ending);
        }

        String next() throws InterruptedException {
            String event = events.poll(20, TimeUnit.SECONDS);
            return event == null ? fail("expected an event, but none came") : event;
        }

        void await(String event) throws InterruptedException {
            assertThat(next()).isEqualTo(event);
        }
    }
}
