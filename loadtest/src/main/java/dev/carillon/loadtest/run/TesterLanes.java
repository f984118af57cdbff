package dev.carillon.loadtest.run;

import dev.carillon.config.LaneChoice;
import dev.carillon.lane.Lane;
import dev.carillon.lane.LaneLimits;
import dev.carillon.lane.LaneMeters;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Security;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.outbox.OutboxLimits;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/** Makes the lane of a loop of the tester, with TLS if the URL of the server under test is encrypted. */
final class TesterLanes {
    /**
     * A publisher stops sending long before its outbox is full. A round of 4 s is short enough to detect in time that a
     * close frame is not answered.
     */
    private static final LaneLimits LIMITS =
            new LaneLimits(new OutboxLimits(64 << 20, 256 << 20), Duration.ofSeconds(4));

    private TesterLanes() {}

    static Lane choose(Plan plan, Vertx vertx, EventLoop loop) {
        Lane lane = Lane.on(
                loop,
                plan.lane() != LaneChoice.CHANNEL,
                LIMITS,
                LaneMeters.SILENT,
                plan.target().security().map(security -> handlers(plan.target(), security)));
        if (plan.lane() == LaneChoice.FAST && !lane.isFast()) {
            throw new UnsupportedOperationException(
                    "--lane fast needs native epoll (Linux on x86-64 or ARM64), but the transport here is "
                            + (vertx.isNativeTransportEnabled() ? "epoll" : "nio") + ": use --lane auto or channel");
        }
        return lane;
    }

    /** Makes the TLS handlers of connections. All share one context, and thus the TLS sessions that they resume. */
    private static Function<ByteBufAllocator, SslHandler> handlers(Target target, Security security) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (security.insecure()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
        }
        security.authorities().ifPresent(file -> builder.trustManager(file.toFile()));
        try {
            SslContext context = builder.build();
            return allocator -> context.newHandler(
                    allocator, target.host(), target.address().getPort());
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new UnsupportedOperationException(
                    "--ca must be a file of certificates: " + unusable.getMessage(), unusable);
        }
    }
}
