package dev.carillon.loadtest.plan;

import dev.carillon.config.Durations;
import dev.carillon.config.LaneChoice;
import java.time.Duration;

/**
 * A whole load test.
 *
 * @param connections to be held, or the most that there ever are, publishers not counted
 * @param loops event loops of the tester
 * @param duration how long the workload is measured
 */
public record Plan(
        Target target,
        LaneChoice lane,
        int loops,
        int connections,
        OpeningPlan opening,
        KeepAlive keepAlive,
        Workload workload,
        Duration duration) {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    public Plan {
        if (connections < 1) {
            throw new IllegalArgumentException("-c must be at least 1, was " + connections);
        }
        if (loops < 1 || loops > 256) {
            throw new IllegalArgumentException("--loops must be 1 to 256, was " + loops);
        }
        long sockets = (long) connections + workload.extraConnections();
        if (sockets > opening.capacity()) {
            throw new IllegalArgumentException("-c and --publishers must be at most " + opening.capacity()
                    + " together, --per-address " + opening.perAddress() + " times "
                    + opening.local().size()
                    + " of --local, were " + sockets);
        }
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("--duration must be 100ms to 24h, was " + Durations.text(duration));
        }
        if (lane == LaneChoice.FAST && target.security().isPresent()) {
            throw new IllegalArgumentException("--lane must be auto or channel for wss://, was fast");
        }
        workload.requireFit(connections);
        if (workload instanceof Workload.Fanout fanout && fanout.pace() instanceof Workload.Pace.Window && loops > 1) {
            throw new IllegalArgumentException(
                    "--window needs one loop that sees every delivery: --loops must be 1, was " + loops);
        }
    }

    /** From one process to one server, as it is where no flag says otherwise. */
    public static Plan usual(Target target, int connections, Workload workload, Duration duration) {
        return new Plan(
                target,
                LaneChoice.AUTO,
                1,
                connections,
                OpeningPlan.usual(target, connections + workload.extraConnections()),
                KeepAlive.USUAL,
                workload,
                duration);
    }

    /** The plan of so many clients that come besides, from a local address that others hardly use, and publish nothing. */
    public Plan forCanaries(int canaries) {
        OpeningPlan theirs = opening.forFew(canaries, LocalAddresses.besides(target, opening.local()));
        return new Plan(target, lane, 1, canaries, theirs, keepAlive, new Workload.Idle(), duration);
    }

    /** The same as it is carried out on one of so many machines, with its own addresses and tokens. */
    public Plan onMachine(LocalAddresses local, double machines, ConnectionTokens tokens) {
        Target here = target.with(target.dialect().with(tokens));
        return new Plan(
                here, lane, loops, connections, opening.onMachine(local, machines), keepAlive, workload, duration);
    }

    /** The same, measured for a shorter time than was planned; too short a time counts as the shortest there is. */
    public Plan cutTo(Duration measured) {
        Duration shorter = measured.compareTo(SHORTEST) < 0 ? SHORTEST : measured;
        return new Plan(target, lane, loops, connections, opening, keepAlive, workload, shorter);
    }

    /** The sockets that are to be open when the workload begins. */
    public int socketsAtStart() {
        return workload.connectionsAtStart(connections) + workload.extraConnections();
    }

    /** Every socket that the plan needs. */
    public int sockets() {
        return connections + workload.extraConnections();
    }
}
