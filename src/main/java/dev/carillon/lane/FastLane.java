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
 * Sockets as bare epoll registrations: no pipeline, no buffer and no queue of their own.
 *
 * <p>All connections read into one direct buffer and write out of another; both belong to the loop. An idle connection
 * is its own object and a reference to it in each of three arrays: fewer than sixty bytes.
 */
public final class FastLane extends Lane {
    private static final Logger LOG = System.getLogger(FastLane.class.getName());

    /** As much as one read takes and one write copies; the kernel's default window on loopback is of this order. */
    private static final int BUFFER_BYTES = 64 << 10;

    final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    final long inAddress = MemorySegment.ofBuffer(in).address();
    final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    final long outAddress = MemorySegment.ofBuffer(out).address();

    final EpollSet epoll;

    /** To be called on {@code loop}, which must be one that {@link #runsOn} says yes to. */
    public FastLane(EventLoop loop, LaneLimits limits, LaneMeters meters) {
        super(loop, limits, meters);
        this.epoll = EpollSet.on((IoEventLoop) loop);
    }

    /** Whether {@code loop} can carry this lane: native epoll, and nothing else. */
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
            // The owner of the channel sees a connection that ended; the socket lives on in the duplicate. Netty takes
            // the old descriptor out of epoll before it closes it: later, epoll would go on to report it.
            channel.unsafe().close(channel.voidPromise());
        }
        FastConnection connection = new FastConnection(descriptor, this, receiver);
        connection.listen();
        return connection;
    }

    /** Makes a connection of a descriptor that was just accepted, on any thread; {@code first} is told that it is open. */
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
     * Gives the socket of {@code connection}, which is one of this lane's, to a channel of Netty's that belongs to no loop
     * yet. The connection ends here, without a word to its receiver.
     *
     * @throws IOException when no descriptor is left, or epoll does not let go of it; then the connection is as it was
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
