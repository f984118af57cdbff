package dev.carillon.lane;

import dev.carillon.logging.LogField;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Sockets as epoll registrations, without pipeline, buffer or queue for each.
 *
 * <p>All connections read into one direct buffer and write out of another; both belong to the loop. An idle connection
 * is its object and a reference to it in each of three arrays: fewer than sixty bytes.
 */
public final class FastLane extends Lane {
    private static final Logger LOG = System.getLogger(FastLane.class.getName());

    /** The size of one read and of one write; the kernel's default window on loopback is similar. */
    private static final int BUFFER_BYTES = 64 << 10;

    final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    final long inAddress = MemorySegment.ofBuffer(in).address();
    final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    final long outAddress = MemorySegment.ofBuffer(out).address();

    final EpollSet epoll;

    /** Must be called on {@code loop}, for which {@link #runsOn} must be true. */
    public FastLane(EventLoop loop, LaneLimits limits, LaneMeters meters) {
        super(loop, limits, meters);
        this.epoll = EpollSet.on((IoEventLoop) loop);
    }

    /** Whether {@code loop} can carry this lane: it must use native epoll only. */
    public static boolean runsOn(EventLoop loop) {
        return loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class);
    }

    @Override
    public String name() {
        return "fast";
    }

    @Override
    public int idleBytes() {
        return 64;
    }

    @Override
    Connection take(Channel channel, Receiver receiver) throws IOException {
        int descriptor;
        try {
            descriptor =
                    NativeCalls.duplicate(((EpollSocketChannel) channel).fd().intValue());
        } finally {
            // The owner of the channel sees a connection that ended; the socket stays open in the duplicate. Netty
            // removes the old descriptor from epoll before closing it; otherwise epoll would still report it.
            channel.unsafe().close(channel.voidPromise());
        }
        FastConnection connection = new FastConnection(descriptor, this, receiver);
        connection.listen();
        return connection;
    }

    /**
     * Makes a connection from an accepted descriptor. Any thread may call. {@code first} receives onOpen on the loop.
     */
    void receive(int descriptor, Receiver first) {
        if (loop.inEventLoop()) {
            begin(descriptor, first);
        } else {
            loop.execute(() -> begin(descriptor, first));
        }
    }

    private void begin(int descriptor, Receiver first) {
        FastConnection connection = new FastConnection(descriptor, this, first);
        try {
            connection.listen();
        } catch (IOException notTaken) {
            LOG.log(
                    Level.WARNING,
                    "connection lost between acceptor and lane",
                    LogField.of("reason", notTaken.getMessage()));
            return;
        }
        opened(connection);
        begin(connection, NOTHING);
    }

    /**
     * Moves the socket of {@code connection}, which belongs to this lane, to a new Netty channel without a loop. The
     * connection ends here without a call to its receiver.
     *
     * @throws IOException when no descriptor is left, or epoll cannot remove it; then the connection is unchanged
     */
    public SocketChannel release(Connection connection) throws IOException {
        FastConnection fast = (FastConnection) connection;
        int descriptor = NativeCalls.duplicate(fast.intValue());
        try {
            fast.leave();
        } catch (IOException notLeft) {
            new FileDescriptor(descriptor).close();
            throw notLeft;
        }
        return new EpollSocketChannel(descriptor);
    }

    @Override
    public Connection connect(InetSocketAddress local, InetSocketAddress remote, Receiver receiver) throws IOException {
        FastConnection connection = FastConnection.unconnected(remote, this, receiver);
        try {
            connection.beginConnect(local, remote);
        } catch (IOException cause) {
            connection.discard();
            throw cause;
        }
        return connection;
    }
}
