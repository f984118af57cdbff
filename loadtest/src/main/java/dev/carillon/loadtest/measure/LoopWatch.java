package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.Station;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the loop it runs on: what the tester measures is worth nothing where its own loop was the bottleneck.
 *
 * <p>Asks to be called at a steady pace and notes how late the call comes.
 */
public final class LoopWatch {
    private static final long BEAT_NANOS = 10_000_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Station station;
    private final LoopTally tally = new LoopTally();
    private @Nullable ScheduledFuture<?> beating;
    private long beganNanos;
    private long beganCpuNanos;
    private long dueNanos;

    public LoopWatch(Station station) {
        this.station = station;
    }

    public void begin() {
        beganNanos = System.nanoTime();
        beganCpuNanos = threads.getCurrentThreadCpuTime();
        beatAgain();
    }

    public void end() {
        if (beating == null) {
            return;
        }
        beating.cancel(false);
        long wall = Math.max(1, System.nanoTime() - beganNanos);
        tally.setBusy((double) (threads.getCurrentThreadCpuTime() - beganCpuNanos) / wall);
    }

    public LoopTally tally() {
        return tally;
    }

    private void beat() {
        tally.countLateness(System.nanoTime() - dueNanos, BEAT_NANOS);
        beatAgain();
    }

    private void beatAgain() {
        dueNanos = System.nanoTime() + BEAT_NANOS;
        beating = station.timer(BEAT_NANOS, TimeUnit.NANOSECONDS, this::beat);
    }
}
