package dev.carillon.server;

import dev.carillon.config.LaneChoice;
import dev.carillon.lane.Lane;
import dev.carillon.lane.LaneLimits;
import dev.carillon.lane.LaneMeters;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import java.util.Optional;

/** Chooses the lane of an event loop. */
public final class LaneSelection {
    private LaneSelection() {}

    /**
     * The lane for {@code loop}.
     *
     * @throws UnsupportedOperationException when the fast lane is required and cannot run; the message says why
     */
    public static Lane choose(LaneChoice choice, Vertx vertx, EventLoop loop, LaneLimits limits, LaneMeters meters) {
        Lane lane = Lane.on(loop, choice != LaneChoice.CHANNEL, limits, meters, Optional.empty());
        if (choice == LaneChoice.FAST && !lane.isFast()) {
            throw new UnsupportedOperationException(
                    "--lane fast needs native epoll (Linux on x86-64 or ARM64, and a /tmp that is not mounted noexec), but the"
                            + " transport here is " + transport(vertx) + ": use --lane auto or channel");
        }
        return lane;
    }

    /** The transport below the lane: native epoll if available, else Java's NIO. */
    public static String transport(Vertx vertx) {
        return vertx.isNativeTransportEnabled() ? "epoll" : "nio";
    }
}
