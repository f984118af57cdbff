package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.TesterLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Watches the loop on which it runs, because figures are wrong if the tester's own loop is the bottleneck.
 *
 * <p>Runs a timer at a fixed interval and measures how late it is: for each pulse all the time, and in its tally
 * between beginning and end. Belongs to its loop.
 */
public final class LoopWatch {
    /**
     * The interval between two beats of the timers of all loops of a run together. With this interval for each loop, a
     * hundred loops would keep a processor busy with timers.
     */
    private static final long BEAT_NANOS = 10_000_000;

    /** The longest interval of one loop, for any number of loops: a longer stall is always noticed. */
    private static final long BEAT_NANOS_MAX = 200_000_000;

    private final TesterLoop loop;
    private final LongSupplier nanoTime;
    private final LongSupplier cpuNanos;
    private final LoopTally tally = new LoopTally();
    private final long beatNanos;
    private @Nullable ScheduledFuture<?> beating;
    private Moment began = new Moment(0, 0);
    private Moment asked = new Moment(0, 0);
    private long dueNanos;
    private long lateNanos;
    private boolean measuring;

    private record Moment(long nanos, long cpuNanos) {

        /** The share of the time since {@code before} that the thread spent on a processor. */
        double busySince(Moment before) {
            return (double) (cpuNanos - before.cpuNanos) / Math.max(1, nanos - before.nanos);
        }
    }

    public LoopWatch(TesterLoop loop) {
        this(loop, System::nanoTime, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    }

    /**
     * Makes a watch with other clocks, for tests.
     *
     * @param nanoTime as {@link System#nanoTime}
     * @param cpuNanos processor time of the loop's thread; called on this thread
     */
    LoopWatch(TesterLoop loop, LongSupplier nanoTime, LongSupplier cpuNanos) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.cpuNanos = cpuNanos;
        this.beatNanos = Math.min(BEAT_NANOS_MAX, BEAT_NANOS * loop.share().parts());
    }

    public void start() {
        asked = now();
        beatAgain();
    }

    public void begin() {
        began = now();
        measuring = true;
    }

    public void end() {
        if (measuring) {
            measuring = false;
            tally.busiest.set(now().busySince(began));
        }
    }

    public void stop() {
        if (beating != null) {
            beating.cancel(false);
        }
    }

    public LoopTally tally() {
        return tally;
    }

    /** How late and how busy the loop was since the last call, with the {@code latencies} of that time. */
    public Pulse pulse(Histogram latencies) {
        Moment now = now();
        Pulse pulse = new Pulse(latencies, lateNanos, now.busySince(asked));
        asked = now;
        lateNanos = 0;
        return pulse;
    }

    private void beat() {
        long late = nanoTime.getAsLong() - dueNanos;
        lateNanos = Math.max(lateNanos, late);
        if (measuring) {
            tally.countLateness(late, beatNanos);
        }
        beatAgain();
    }

    private void beatAgain() {
        dueNanos = nanoTime.getAsLong() + beatNanos;
        beating = loop.timer(beatNanos, this::beat);
    }

    private Moment now() {
        return new Moment(nanoTime.getAsLong(), cpuNanos.getAsLong());
    }
}
