package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * One loop, and its part of the plan.
 *
 * @param share of the whole run
 * @param seat its place among the loops that have the same local addresses
 */
public record Station(EventLoop loop, Plan plan, Share share, Share seat, Roster roster, CommonClock clock) {
    private static final Logger LOG = System.getLogger(Station.class.getName());

    public Station(EventLoop loop, Plan plan, Share share) {
        this(loop, plan, share, share);
    }

    public Station(EventLoop loop, Plan plan, Share share, Share seat) {
        this(
                loop,
                plan,
                share,
                seat,
                new Roster(share.count(plan.connections()) + extra(plan, share)),
                new CommonClock());
    }

    /** Runs {@code action} on the loop when this much time has gone. */
    public void after(long time, TimeUnit unit, Runnable action) {
        ScheduledFuture<?> _ = timer(time, unit, action);
    }

    /** As {@link #after}, but may be cancelled until then. */
    public ScheduledFuture<?> timer(long time, TimeUnit unit, Runnable action) {
        return loop.schedule(() -> run(action), time, unit);
    }

    /** Runs {@code action} on the loop again and again. */
    public ScheduledFuture<?> every(long nanos, Runnable action) {
        return loop.scheduleAtFixedRate(() -> run(action), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Netty keeps the failure of a timer in its future, where nobody looks. */
    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            LOG.log(Level.ERROR, "a timer of the load test failed", failure);
        }
    }

    private static int extra(Plan plan, Share share) {
        return share.count(plan.workload().extraConnections());
    }
}
