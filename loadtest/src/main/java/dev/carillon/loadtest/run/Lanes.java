package dev.carillon.loadtest.run;

import dev.carillon.config.LaneChoice;
import dev.carillon.lane.ChannelLane;
import dev.carillon.lane.FastLane;
import dev.carillon.lane.Lane;
import dev.carillon.lane.LaneLimits;
import dev.carillon.lane.LaneMeters;
import dev.carillon.loadtest.plan.Plan;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Which lane a loop of the tester gets. */
final class Lanes {
    /** A publisher stops adding long before its outbox is full; closes that nobody answers are found in good time. */
    private static final LaneLimits LIMITS = new LaneLimits(64 << 20, 256 << 20, Duration.ofSeconds(4));

    private Lanes() {}

    static Lane choose(Plan plan, Vertx vertx, EventLoop loop) {
        LaneChoice choice = plan.lane();
        Optional<Function<ByteBufAllocator, SslHandler>> tls =
                plan.target().security().map(security -> Tls.handlers(plan.target(), security));
        boolean fast = FastLane.runsOn(loop) && tls.isEmpty();
        if (choice == LaneChoice.FAST && !fast) {
            throw new UnsupportedOperationException(
                    "--lane fast needs native epoll (Linux on x86-64 or ARM64) and a ws:// URL: use --lane auto or channel");
        }
        if (fast && choice != LaneChoice.CHANNEL) {
            return new FastLane(loop, LIMITS, LaneMeters.SILENT);
        }
        return new ChannelLane(
                loop,
                LIMITS,
                LaneMeters.SILENT,
                ((VertxInternal) vertx).transport().channelFactory(false),
                tls);
    }
}
