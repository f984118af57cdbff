package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.ConnectionTable;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.PhaseTally;
import dev.carillon.loadtest.plan.LoadProfile;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Scenario;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Fanout;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps as many subscribers of one loop connected as the scenario says for each moment: the first clients of the loop, after
 * {@code first}. A client that loses its connection comes again, and so does one that leaves for the churn.
 */
final class SubscriberRamp {
    private static final long LOOK_NANOS = 20_000_000;

    /** A client that has lost its connection does not come back in the same moment. */
    private static final long BACK_NANOS = 200_000_000;

    /** Beyond this a subscriber that should be there is missed. */
    private static final long MISSED_NANOS = 1_000_000_000;

    private static final long HERE = Long.MAX_VALUE;

    private final TesterLoop loop;
    private final ConnectionTable connections;
    private final ConnectionControl control;
    private final Scenario scenario;
    private final LoadProfile wantedConnections;
    private final LoadProfile churn;
    private final List<PhaseTally> phases;
    private final int first;
    private final IntConsumer onUnwanted;
    /** By subscriber: since when it has been on its way. */
    private final long[] wayNanos;

    private @Nullable Timetable times;
    private @Nullable ScheduledFuture<?> looking;
    private int wanted;
    private long churned;
    private int nextToLeave;
    private int phase;

    /** Tells {@code onUnwanted} each client that is not to come any more and has no connection that it could leave. */
    SubscriberRamp(
            TesterLoop loop,
            ConnectionControl control,
            Fanout fanout,
            int first,
            List<PhaseTally> phases,
            IntConsumer onUnwanted) {
        this.loop = loop;
        this.control = control;
        this.onUnwanted = onUnwanted;
        this.connections = loop.connections();
        this.scenario = fanout.scenario().orElseThrow();
        this.wantedConnections = scenario.connections(fanout.warmUp());
        this.churn = scenario.churnRate(fanout.warmUp());
        this.phases = phases;
        this.first = first;
        this.wayNanos = new long[connections.size() - first];
        this.wanted = atStart();
        Arrays.fill(wayNanos, HERE);
    }

    int atStart() {
        return loop.share().count(scenario.start().connections());
    }

    void begin(Timetable timetable) {
        times = timetable;
        looking = loop.every(LOOK_NANOS, this::look);
    }

    void end() {
        if (looking != null) {
            looking.cancel(false);
        }
        Timetable running = times;
        if (running != null) {
            long measured = System.nanoTime() - running.measureNanos();
            endPhases(measured);
            // A phase that has begun ends as if its time were over; one that has not begun is dropped.
            if (phase < phases.size() && measured >= (phase == 0 ? 0 : endNanos(phase - 1))) {
                endPhase();
                phase = phases.size();
            }
        }
        times = null;
    }

    // ---- what subscribers tell

    /** Whether it comes while the workload is under way, and not before. */
    boolean onOpen(int client) {
        wayNanos[client - first] = HERE;
        if (times == null) {
            return false;
        }
        tally(tally -> tally.opened.increment());
        if (client - first >= wanted) {
            loop.eventLoop().execute(() -> control.leave(client));
        }
        return true;
    }

    void onGone(int client) {
        if (times != null && client - first < wanted) {
            come(client, 0);
        }
    }

    void onLost(int client) {
        if (times != null) {
            tally(tally -> tally.closedEarly.increment());
            if (client - first < wanted) {
                come(client, BACK_NANOS);
            }
        }
    }

    // ---- what is wanted of them

    private void look() {
        Timetable running = times;
        if (running == null) {
            return;
        }
        long now = System.nanoTime();
        long elapsed = Math.min(now, running.endNanos()) - running.startNanos();
        endPhases(now - running.measureNanos());
        int want = loop.share().count((int) Math.round(wantedConnections.level(elapsed)));
        for (; wanted < want; wanted++) {
            if (connections.of(first + wanted) == null) {
                come(first + wanted, 0);
            }
        }
        for (; wanted > want; wanted--) {
            control.leave(first + wanted - 1);
            if (connections.of(first + wanted - 1) == null) {
                onUnwanted.accept(first + wanted - 1);
            }
        }
        long due = (long) (churn.total(elapsed) / loop.share().parts());
        for (; churned < due && wanted > 0; churned++) {
            nextToLeave = (nextToLeave + 1) % wanted;
            control.leave(first + nextToLeave);
        }
    }

    private void come(int client, long delayNanos) {
        // One that ended otherwise than it should while it said goodbye is told of twice.
        if (wayNanos[client - first] == HERE) {
            wayNanos[client - first] = System.nanoTime();
            control.comeAgain(client, delayNanos);
        }
    }

    // ---- phases

    private void endPhases(long measuredNanos) {
        while (phase < phases.size() && measuredNanos >= endNanos(phase)) {
            endPhase();
            phase++;
        }
    }

    private long endNanos(int index) {
        return scenario.phases().subList(0, index + 1).stream()
                .map(Phase::duration)
                .reduce(Duration.ZERO, Duration::plus)
                .toNanos();
    }

    private void endPhase() {
        long now = System.nanoTime();
        int missing = 0;
        int open = 0;
        for (int i = 0; i < wayNanos.length; i++) {
            if (connections.of(first + i) != null) {
                open++;
            } else if (i < wanted && wayNanos[i] != HERE && now - wayNanos[i] > MISSED_NANOS) {
                missing++;
            }
        }
        phases.get(phase).end(open, missing);
    }

    private void tally(Consumer<PhaseTally> count) {
        Timetable running = times;
        if (running != null && phase < phases.size() && System.nanoTime() - running.measureNanos() >= 0) {
            count.accept(phases.get(phase));
        }
    }
}
