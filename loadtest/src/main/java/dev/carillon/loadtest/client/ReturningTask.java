package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Timetable;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Clients that go and come again; the kinds of it differ in which goes when. */
abstract sealed class ReturningTask extends Task permits ChurnTask, StormTask {
    private static final long STAYS = Long.MIN_VALUE;

    final ConnectionControl control;
    private final ReturnTally tally = new ReturnTally();
    private final long[] wentNanos;

    ReturningTask(TesterLoop loop, ConnectionControl control) {
        super(loop, 1);
        this.control = control;
        control.countAgainIn(tally.opening);
        this.wentNanos = new long[connections.size()];
        Arrays.fill(wentNanos, STAYS);
    }

    /** How long a client that has gone waits before it comes again. */
    abstract long pauseNanos();

    /** The time has come; called until the run is over, each time so long after the last as that returned, in nanoseconds. */
    abstract long act(Timetable times);

    /** The client is about to go. */
    final void countGone(int client) {
        wentNanos[client] = System.nanoTime();
        tally.gone.increment();
    }

    @Override
    final void onGone(int client) {
        if (wentNanos[client] != STAYS) {
            control.comeAgain(client, pauseNanos());
        }
    }

    @Override
    final void onOpen(int client) {
        if (wentNanos[client] != STAYS && timetable != null) {
            long now = System.nanoTime();
            int second = (int) TimeUnit.NANOSECONDS.toSeconds(now - timetable.startNanos());
            tally.countBack(now - wentNanos[client], Math.max(0, second));
            wentNanos[client] = STAYS;
        }
    }

    @Override
    final void begin(Timetable times) {
        super.begin(times);
        actAfter(times.measureNanos() - System.nanoTime());
    }

    private void actAfter(long nanos) {
        loop.after(nanos, () -> {
            Timetable times = timetable;
            if (times != null && System.nanoTime() - times.endNanos() < 0) {
                actAfter(act(times));
            }
        });
    }

    @Override
    final int[] end() {
        timetable = timetable == null
                ? null
                : new Timetable(timetable.startNanos(), timetable.measureNanos(), System.nanoTime());
        return super.end();
    }

    @Override
    final boolean isDrained(int[] published) {
        return tally.missing() == 0;
    }

    @Override
    final WorkTally conclude(int[] published) {
        return tally;
    }

    @Override
    final Histogram latencies(KeepAliveTally keepAlives) {
        return tally.away;
    }
}
