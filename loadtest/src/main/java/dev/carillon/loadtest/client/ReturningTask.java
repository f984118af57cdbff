package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Roster;
import dev.carillon.loadtest.connect.Station;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Timetable;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Clients that go and come again; the kinds of it differ in which goes when. */
abstract sealed class ReturningTask implements Task permits ChurnTask, StormTask {
    private static final long STAYS = Long.MIN_VALUE;

    final Station station;
    final Roster roster;
    private final Requests requests;
    private final long[] wentNanos;
    private @Nullable ConnectionControl control;
    private final ReturnTally tally = new ReturnTally();
    private @Nullable Timetable timetable;
    private long received;

    ReturningTask(Station station) {
        this.station = station;
        this.roster = station.roster();
        this.requests = Requests.of(station, 1);
        this.wentNanos = new long[roster.size()];
        java.util.Arrays.fill(wentNanos, STAYS);
    }

    /** How long a client that has gone waits before it comes again. */
    abstract long pauseNanos();

    /** The time has come; called until the run is over, each time so long after the last as that returned, in nanoseconds. */
    abstract long act(Timetable times, ConnectionControl control);

    /** The client is about to go. */
    final void countGone(int client) {
        wentNanos[client] = System.nanoTime();
        tally.countGone();
    }

    @Override
    public final void meet(ConnectionControl others) {
        control = others;
        others.countAgainIn(tally.opening);
    }

    @Override
    public final void onGone(int client) {
        if (control != null && wentNanos[client] != STAYS) {
            control.comeAgain(client, pauseNanos());
        }
    }

    @Override
    public final void onOpen(int client) {
        if (wentNanos[client] != STAYS && timetable != null) {
            long now = System.nanoTime();
            int second = (int) TimeUnit.NANOSECONDS.toSeconds(now - timetable.startNanos());
            tally.countBack(now - wentNanos[client], Math.max(0, second));
            wentNanos[client] = STAYS;
        }
    }

    @Override
    public final void begin(Timetable times) {
        timetable = times;
        actAfter(times.measureNanos() - System.nanoTime());
    }

    private void actAfter(long nanos) {
        station.after(Math.max(0, nanos), TimeUnit.NANOSECONDS, () -> {
            Timetable times = timetable;
            if (times != null && control != null && System.nanoTime() - times.endNanos() < 0) {
                actAfter(act(times, control));
            }
        });
    }

    @Override
    public final int[] end() {
        timetable = timetable == null
                ? null
                : new Timetable(timetable.startNanos(), timetable.measureNanos(), System.nanoTime());
        return NOTHING_PUBLISHED;
    }

    @Override
    public final boolean isDrained(int[] published) {
        return tally.missing() == 0;
    }

    @Override
    public final boolean isDeserted() {
        return roster.openCount() == 0;
    }

    @Override
    public final WorkTally conclude(int[] published) {
        return tally;
    }

    @Override
    public final ClientRequest request(int client) {
        return requests.of(client, 0);
    }

    @Override
    public final void onMessage(Connection connection, ByteBuffer message) {
        received++;
    }

    @Override
    public final Histogram latencies(KeepAliveTally keepAlives) {
        return tally.away;
    }

    @Override
    public final long received() {
        return received;
    }
}
