package dev.carillon.loadtest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.handshake.ClientHandshake;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.ChannelLane;
import dev.carillon.lane.LaneLimits;
import dev.carillon.lane.LaneMeters;
import dev.carillon.lane.Receiver;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.OpeningPlan;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.PortRange;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.outbox.OutboxLimits;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection whose local address is not the requested one is counted as a failure and not as opened. */
class LocalEndTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Vertx vertx = Vertx.vertx();
    private int port;

    /** A channel whose local address is 127.9.9.9, as if the system had chosen another than the requested one. */
    private static final class OtherAddress extends NioSocketChannel {
        @Override
        protected SocketAddress localAddress0() {
            InetSocketAddress real = (InetSocketAddress) super.localAddress0();
            return new InetSocketAddress("127.9.9.9", real.getPort());
        }
    }

    @BeforeEach
    void startServer() {
        HttpServer server = vertx.createHttpServer().webSocketHandler(socket -> socket.pause());
        port = server.listen(0, "127.0.0.1").await().actualPort();
    }

    @AfterEach
    void stop() throws InterruptedException {
        vertx.close().await();
        group.shutdownGracefully().sync();
    }

    @Test
    void aConnectionFromAnotherLocalAddressIsCountedAsAFailure() throws Exception {
        Connector connector = connector(new ChannelLane(
                loop,
                new LaneLimits(new OutboxLimits(1 << 20, 1 << 20), Duration.ofSeconds(1)),
                LaneMeters.SILENT,
                OtherAddress::new,
                Optional.empty()));

        Future<Void> end = onLoop(() -> connector.openFirst(1));
        end.await();

        assertThat(connector.tally().opened.count()).isZero();
        assertThat(connector.tally().failures.shown().keySet())
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.toString())
                        .startsWith("wrong local address (")
                        .contains("127.9.9.9:"));
    }

    @Test
    void aConnectionFromTheRequestedAddressIsCountedAsOpened() throws Exception {
        Connector connector = connector(new ChannelLane(
                loop,
                new LaneLimits(new OutboxLimits(1 << 20, 1 << 20), Duration.ofSeconds(1)),
                LaneMeters.SILENT,
                NioSocketChannel::new,
                Optional.empty()));

        Future<Void> end = onLoop(() -> connector.openFirst(1));
        end.await();

        assertThat(connector.tally().opened.count()).isOne();
        assertThat(connector.tally().failures.shown()).isEmpty();
    }

    private Connector connector(ChannelLane lane) throws Exception {
        TesterLoop testerLoop = new TesterLoop(loop, plan(), new Share(0, 1), new Share(0, 1));
        return onLoop(() -> new Connector(lane, testerLoop, new ConnectHandler() {
            @Override
            public ClientHandshake request(int client) {
                return new ClientHandshake("127.0.0.1:" + port, "/", List.of(), List.of(), "Y2FyaWxsb24gbG9hZHRzdA==");
            }

            @Override
            public InetSocketAddress address(int client) {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            }

            @Override
            public Receiver onConnected(int client, ResponseHead answer) {
                return Receiver.NOBODY;
            }
        }));
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        return loop.submit(action).get();
    }

    private Plan plan() {
        OpeningPlan opening = new OpeningPlan(
                LocalAddresses.of("127.0.0.2"),
                1,
                PortRange.of("10000-65535"),
                new Rate(100),
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                1);
        return new Plan(
                Target.of("ws://127.0.0.1:" + port + "/"),
                LaneChoice.AUTO,
                1,
                1,
                opening,
                new KeepAlive(Duration.ofSeconds(50), KeepAlive.By.PING),
                new Workload.Idle(),
                Duration.ofSeconds(1));
    }
}
