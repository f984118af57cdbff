package dev.carillon.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.Socket;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A million connections are a million of these objects. */
@EnabledOnOs(OS.LINUX)
class FastConnectionSizeTest {
    private static final int COUNT = 10_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aConnectionIsFortyBytes() throws Exception {
        try (MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())) {
            long bytes = loops.next().submit(() -> bytesOfConnections(loops)).get();
            assertThat((double) bytes / COUNT).isBetween(40.0, 40.9);
        }
    }

    private static long bytesOfConnections(MultiThreadIoEventLoopGroup loops) throws Exception {
        Socket socket = Socket.newSocketStream();
        FastLane lane = new FastLane(loops.next(), LaneLimits.DEFAULT, LaneMeters.SILENT);
        FastConnection[] connections = new FastConnection[COUNT];
        // The first one loads classes.
        connections[0] = new FastConnection(socket.intValue(), lane, Receiver.NOBODY);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < COUNT; i++) {
            connections[i] = new FastConnection(socket.intValue(), lane, Receiver.NOBODY);
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(connections[COUNT - 1].isOpen()).isTrue();
        socket.close();
        return bytes;
    }
}
