package dev.carillon.loadtest.connect;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One event loop of the tester, and its part of the plan.
 *
 * @param share the loop's part of the whole run
 * @param seat the loop's part of the ports, among the loops that use the same local addresses
 */
public record TesterLoop(
        EventLoop eventLoop, Plan plan, Share share, Share seat, ConnectionTable connections, CommonClock clock) {
    private static final Logger LOG = System.getLogger(TesterLoop.class.getName());

    public TesterLoop(EventLoop eventLoop, Plan plan, Share share, Share seat) {
        this(
                eventLoop,
                plan,
                share,
                seat,
                new ConnectionTable(share.count(plan.connections())
                        + share.count(plan.workload().extraConnections())),
                new CommonClock());
    }

    /** Runs {@code action} on the loop after a delay; at once if the delay is 0 or less. */
    public void after(long nanos, Runnable action) {
        ScheduledFuture<?> _ = timer(nanos, action);
    }

    /** Runs {@code action} on the loop at this time of {@link System#nanoTime}; at once if the time has passed. */
    public void at(long nanoTime, Runnable action) {
        after(nanoTime - System.nanoTime(), action);
    }

    /** Runs {@code action} on the loop after a delay, unless the returned future is cancelled before. */
    public ScheduledFuture<?> timer(long nanos, Runnable action) {
        return eventLoop.schedule(() -> run(action), nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs {@code action} on the loop at this interval, until the returned runnable is run. */
    public Runnable every(long nanos, Runnable action) {
        ScheduledFuture<?> timer = eventLoop.scheduleAtFixedRate(() -> run(action), nanos, nanos, TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    /** Runs {@code step} repeatedly at the rate of {@code pacer}, until it returns false. Called on the loop. */
    public void paced(Pacer pacer, BooleanSupplier step) {
        boolean goesOn = true;
        while (goesOn) {
            long now = System.nanoTime();
            if (!pacer.tryTake(now)) {
                after(pacer.nanosUntilNext(now), () -> paced(pacer, step));
                return;
            }
            goesOn = step.getAsBoolean();
        }
    }

    /** Runs an action and logs its failure. Netty only stores it in the timer's future, which is not read. */
    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            LOG.log(Level.ERROR, "a timer of the load test failed", failure);
        }
    }

    /** This loop's part of a rate of the whole run. */
    public Rate part(Rate whole) {
        return whole.part(share.parts());
    }
}
