package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task that schedules itself repeatedly leaves the loop time for its sockets. */
@EnabledOnOs(OS.LINUX) // where a machine has both transports
final class NextIterationTest {
    /**
     * Many more than the two that it takes, and far fewer than a loop runs in the second after which it polls anyway.
     */
    private static final int TURNS_MAX = 1000;

    @ParameterizedTest
    @EnumSource
    void socketsAreServedBetweenTwoRunsOfATask(Transport transport) throws Exception {
        try (Arrival arrival = new Arrival(transport)) {
            assertThat(arrival.turnsUntilNoticed(new NextIteration(arrival.loop)))
                    .isLessThan(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskInTheQueueOfTheLoopStarvesItsSockets(Transport transport) throws Exception {
        try (Arrival arrival = new Arrival(transport)) {
            assertThat(arrival.turnsUntilNoticed(arrival.loop)).isEqualTo(TURNS_MAX);
        }
    }

    enum Transport {
        EPOLL {
            @Override
            IoHandlerFactory handler() {
                return EpollIoHandler.newFactory();
            }

            @Override
            Class<? extends ServerChannel> serverChannel() {
                return EpollServerSocketChannel.class;
            }
        },
        NIO {
            @Override
            IoHandlerFactory handler() {
                return NioIoHandler.newFactory();
            }

            @Override
            Class<? extends ServerChannel> serverChannel() {
                return NioServerSocketChannel.class;
            }
        };

        abstract IoHandlerFactory handler();

        abstract Class<? extends ServerChannel> serverChannel();
    }

    /** A client connects while a task occupies the loop, until the loop detects the connection. */
    @Sharable
    private static final class Arrival extends ChannelInboundHandlerAdapter implements AutoCloseable {
        private final Transport transport;
        private final EventLoopGroup group;
        private final EventLoop loop;
        private final CompletableFuture<Integer> turnsTaken = new CompletableFuture<>();

        private boolean noticed;
        private int turn;

        Arrival(Transport transport) {
            this.transport = transport;
            group = new MultiThreadIoEventLoopGroup(1, transport.handler());
            loop = group.next();
        }

        int turnsUntilNoticed(Executor executor) throws Exception {
            InetSocketAddress address = listen();
            loop.execute(() -> {
                connect(address);
                takeTurn(executor);
            });
            return turnsTaken.get(10, TimeUnit.SECONDS);
        }

        private InetSocketAddress listen() throws InterruptedException {
            return (InetSocketAddress) new ServerBootstrap()
                    .group(group)
                    .channel(transport.serverChannel())
                    .handler(this)
                    .childHandler(new ChannelInboundHandlerAdapter())
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync()
                    .channel()
                    .localAddress();
        }

        private static void connect(InetSocketAddress address) {
            try (Socket visitor = new Socket(address.getAddress(), address.getPort())) {
                assertThat(visitor.isConnected()).isTrue();
            } catch (IOException notConnected) {
                throw new UncheckedIOException(notConnected);
            }
        }

        private void takeTurn(Executor executor) {
            if (noticed || turn == TURNS_MAX) {
                turnsTaken.complete(turn);
            } else {
                turn++;
                executor.execute(() -> takeTurn(executor));
            }
        }

        /** A listening socket reads connections. */
        @Override
        public void channelRead(ChannelHandlerContext context, Object connection) {
            noticed = true;
            context.fireChannelRead(connection);
        }

        @Override
        public void close() {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
