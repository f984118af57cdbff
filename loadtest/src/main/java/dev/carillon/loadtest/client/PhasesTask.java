package dev.carillon.loadtest.client;

import dev.carillon.loadtest.measure.PhaseTally;
import dev.carillon.loadtest.plan.LoadProfile;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Scenario;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Fanout;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the number of connected subscribers of one loop at the level of the scenario. The subscribers with the lowest
 * numbers are connected. A subscriber that loses its connection, or disconnects for the churn, connects again.
 */
final class PhasesTask extends FanoutTask {
    private static final long CHECK_NANOS = 20_000_000;

    /** The time that a server may take to subscribe a client that it has just accepted. */
    private static final long SETTLE_NANOS = 500_000_000;

    /** The pause after which a client that has lost its connection connects again. */
    private static final long RECONNECT_NANOS = 200_000_000;

    /** A subscriber that has been connecting for longer counts as missing. */
    private static final long MISSED_NANOS = 1_000_000_000;

    private static final long NOT_CONNECTING = Long.MAX_VALUE;

    private final Scenario scenario;
    private final LoadProfile wantedConnections;
    private final LoadProfile churn;
    private final List<PhaseTally> phases;
    /** For each client: when it began to connect, a {@link System#nanoTime}; {@link #NOT_CONNECTING} if it is not connecting. */
    private final long[] connectingSinceNanos;

    private Runnable stopChecks = () -> {};
    /** Subscribers with lower client numbers should be connected. */
    private int goal;

    private long churned;
    private int nextToLeave;
    private int phase;

    PhasesTask(Clients clients, Fanout fanout, Scenario scenario, int run, Vertx vertx) {
        super(clients, fanout, run, vertx);
        this.scenario = scenario;
        this.wantedConnections = scenario.connections(fanout.warmUp());
        this.churn = scenario.churnRate(fanout.warmUp());
        this.phases = tally.phases.all();
        this.connectingSinceNanos = new long[connections.size()];
        this.goal = atStart();
        Arrays.fill(connectingSinceNanos, NOT_CONNECTING);
    }

    @Override
    int atStart() {
        return first + loop.share().count(scenario.start().connections());
    }

    @Override
    void begin(Timetable times) {
        super.begin(times);
        stopChecks = loop.every(CHECK_NANOS, () -> check(times));
    }

    @Override
    int[] end() {
        stopChecks.run();
        if (timetable != null) {
            long measured = System.nanoTime() - timetable.measureNanos();
            endPhases(measured);
            // A phase that has begun ends now, and later phases are dropped.
            if (phase < phases.size() && measured >= beginNanos(phase)) {
                endPhase();
                phase = phases.size();
            }
        }
        return super.end();
    }

    // ---- connections of subscribers

    @Override
    void onSubscriber(int client) {
        if (over) {
            return;
        }
        connectingSinceNanos[client] = NOT_CONNECTING;
        if (timetable != null) {
            count(phase -> phase.opened.increment());
            if (client >= goal) {
                loop.eventLoop().execute(() -> clients.leave(client, true));
            }
            long since = System.nanoTime() + SETTLE_NANOS - timetable.startNanos();
            accountUntil(client, timetable, since);
            expected.begin(client, since);
        }
        super.onSubscriber(client);
    }

    /** The subscriber is not expected to receive anything more over this connection. */
    @Override
    void onGone(int client) {
        if (subscribed.get(client)) {
            expected.closeNow(client);
            subscribed.clear(client);
        }
        if (isUnderWay() && client < goal) {
            connect(client, 0);
        }
    }

    @Override
    void onLost(int client) {
        if (isUnderWay()) {
            count(phase -> phase.closedEarly.increment());
            if (client < goal) {
                connect(client, RECONNECT_NANOS);
            }
        }
    }

    /** Counts the publications that were due while a subscriber had unexpectedly lost its connection as lost. */
    private void accountUntil(int client, Timetable times, long nanos) {
        if (subscribed.get(client)) {
            expected.closeAt(client, Math.min(nanos, times.endNanos() - times.startNanos()));
            subscribed.clear(client);
        }
    }

    private void connect(int client, long delayNanos) {
        // If the closing handshake failed, the end of a connection is reported twice: by onLost and by onGone.
        if (connectingSinceNanos[client] == NOT_CONNECTING) {
            connectingSinceNanos[client] = System.nanoTime();
            clients.connector.openAgain(client, delayNanos);
        }
    }

    /** Ignores publications that were due before the server had time to subscribe the client. */
    @Override
    void onPublication(int client) {
        boolean early =
                timetable != null && expected.isBeforeItsTime(client, stamp.intendedNanos() - timetable.startNanos());
        if (subscribed.get(client) && !early) {
            super.onPublication(client);
        }
    }

    // ---- phases

    private void check(Timetable times) {
        long now = System.nanoTime();
        long elapsed = Math.min(now, times.endNanos()) - times.startNanos();
        endPhases(now - times.measureNanos());
        int wanted = first + loop.share().count((int) Math.round(wantedConnections.level(elapsed)));
        for (; goal < wanted; goal++) {
            if (!isConnected(goal)) {
                connect(goal, 0);
            }
        }
        while (goal > wanted) {
            goal--;
            clients.leave(goal, true);
            if (!isConnected(goal)) {
                accountUntil(goal, times, System.nanoTime() - times.startNanos());
            }
        }
        long due = (long) (churn.total(elapsed) / loop.share().parts());
        for (; churned < due && goal > first; churned++) {
            nextToLeave = (nextToLeave + 1) % (goal - first);
            clients.leave(first + nextToLeave, true);
        }
    }

    private void endPhases(long measuredNanos) {
        while (phase < phases.size() && measuredNanos >= beginNanos(phase + 1)) {
            endPhase();
            phase++;
        }
    }

    private long beginNanos(int index) {
        return scenario.phases().subList(0, index).stream()
                .map(Phase::duration)
                .reduce(Duration.ZERO, Duration::plus)
                .toNanos();
    }

    private void endPhase() {
        long now = System.nanoTime();
        int missing = 0;
        int open = 0;
        for (int client = first; client < connections.size(); client++) {
            if (isConnected(client)) {
                open++;
            } else if (client < goal
                    && connectingSinceNanos[client] != NOT_CONNECTING
                    && now - connectingSinceNanos[client] > MISSED_NANOS) {
                missing++;
            }
        }
        phases.get(phase).end(open, missing);
    }

    private void count(Consumer<PhaseTally> event) {
        boolean measured = timetable != null && System.nanoTime() - timetable.measureNanos() >= 0;
        if (measured && !over && phase < phases.size()) {
            event.accept(phases.get(phase));
        }
    }
}
