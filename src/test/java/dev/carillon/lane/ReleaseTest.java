package dev.carillon.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Moving a socket out of the fast lane. */
@EnabledOnOs(OS.LINUX)
class ReleaseTest {

    @Test
    void theSocketStaysOpenInAnotherDescriptor() throws Exception {
        onALoop(lane -> {
            FastConnection connection = connection(lane);
            Path socket = socket(connection.intValue());
            SocketChannel channel = lane.release(connection);
            assertThat(connection.isOpen()).isFalse();
            assertThat(lane.openCount()).isZero();
            assertThat(descriptorsOf(socket)).isEqualTo(1);
            channel.unsafe().closeForcibly();
            assertThat(descriptorsOf(socket)).isZero();
        });
    }

    @Test
    void aSocketThatEpollDoesNotReleaseStaysUnchanged() throws Exception {
        onALoop(lane -> {
            FastConnection connection = connection(lane);
            Path socket = socket(connection.intValue());
            lane.epoll.remove(connection);
            assertThatThrownBy(() -> lane.release(connection)).isInstanceOf(IOException.class);
            assertThat(connection.isOpen()).isTrue();
            assertThat(lane.openCount()).isEqualTo(1);
            assertThat(descriptorsOf(socket)).isEqualTo(1);
            connection.close(Ending.CLOSED_HERE);
            assertThat(descriptorsOf(socket)).isZero();
        });
    }

    private static FastConnection connection(FastLane lane) throws IOException {
        FastConnection connection = new FastConnection(Socket.newSocketStream().intValue(), lane, Receiver.NOBODY);
        connection.listen();
        lane.opened(connection);
        return connection;
    }

    private static Path socket(int descriptor) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
    }

    private static int descriptorsOf(Path socket) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                count += leadsTo(descriptor, socket) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean leadsTo(Path descriptor, Path socket) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).equals(socket);
        } catch (NoSuchFileException closedMeanwhile) {
            return false;
        }
    }

    private static void onALoop(LaneTest test) throws Exception {
        try (MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())) {
            loops.next()
                    .submit(() -> {
                        test.on(new FastLane(loops.next(), LaneLimits.DEFAULT, LaneMeters.SILENT));
                        return true;
                    })
                    .get();
        }
    }

    private interface LaneTest {
        void on(FastLane lane) throws Exception;
    }
}
