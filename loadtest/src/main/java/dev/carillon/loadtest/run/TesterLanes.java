package dev.carillon.loadtest.run;

import dev.carillon.config.LaneChoice;
import dev.carillon.lane.Lane;
import dev.carillon.lane.LaneLimits;
import dev.carillon.lane.LaneMeters;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.outbox.OutboxLimits;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Which lane a loop of the tester gets. */
final class TesterLanes {
    /** A publisher stops adding long before its outbox is full; closes that are not answered are found in good time. */
    private static final LaneLimits LIMITS =
            new LaneLimits(new OutboxLimits(64 << 20, 256 << 20), Duration.ofSeconds(4));

    private TesterLanes() {}

    static Lane choose(Plan plan, Vertx vertx, EventLoop loop) {
        Lane lane = Lane.on(
                loop,
                plan.lane() != LaneChoice.CHANNEL,
                LIMITS,
                LaneMeters.SILENT,
                plan.target().security().map(security -> TesterTls.handlers(plan.target(), security)));
        if (plan.lane() == LaneChoice.FAST && !lane.isFast()) {
            throw new UnsupportedOperationException(
                    "--lane fast needs native epoll (Linux on x86-64 or ARM64), but the transport here is "
                            + (vertx.isNativeTransportEnabled() ? "epoll" : "nio") + ": use --lane auto or channel");
        }
        return lane;
    }
}
