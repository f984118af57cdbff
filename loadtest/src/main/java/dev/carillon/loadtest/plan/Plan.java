package dev.carillon.loadtest.plan;

import dev.carillon.config.LaneChoice;
import java.time.Duration;

/**
 * The plan of a whole load test.
 *
 * @param connections number of connections to hold, in a scenario the largest number at any time; without publishers
 * @param loops number of event loops of the tester
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
        Require.atLeast("-c", 1, connections);
        Require.within("--loops", 1, 256, loops);
        long sockets = (long) connections + workload.extraConnections();
        Require.that(
                sockets <= opening.capacity(),
                "-c and --publishers must be at most %d together, --per-address %d times %d of --local, were %d"
                        .formatted(
                                opening.capacity(),
                                opening.perAddress(),
                                opening.local().size(),
                                sockets));
        Require.within("--duration", "100ms", "24h", duration);
        Require.that(
                lane != LaneChoice.FAST || target.security().isEmpty(),
                "--lane must be auto or channel for wss://, was fast");
        workload.requireFit(connections);
        Require.that(
                loops == 1 || !workload.isInWindow(),
                "--window needs one loop that sees every delivery: --loops must be 1, was " + loops);
    }

    /** The plan for one process and one server, with the defaults of all other flags. */
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

    /** The plan of the canaries, which publish nothing, from a local address that the other clients hardly use. */
    public Plan forCanaries(int canaries) {
        OpeningPlan theirs = opening.forFew(canaries, LocalAddresses.besides(target, opening.local()));
        return new Plan(target, lane, 1, canaries, theirs, keepAlive, new Workload.Idle(), duration);
    }

    /** The same plan for one of {@code machines} machines, with the addresses and tokens of that machine. */
    public Plan onMachine(LocalAddresses local, double machines, ConnectionTokens tokens) {
        Target here = target.with(target.dialect().with(tokens));
        return new Plan(
                here, lane, loops, connections, opening.onMachine(local, machines), keepAlive, workload, duration);
    }

    /** The same plan with a shorter time of measurement, which is at least 100 ms. */
    public Plan cutTo(Duration measured) {
        Duration shorter = measured.compareTo(SHORTEST) < 0 ? SHORTEST : measured;
        return new Plan(target, lane, loops, connections, opening, keepAlive, workload, shorter);
    }

    /** The number of sockets that must be open when the workload begins. */
    public int socketsAtStart() {
        return workload.connectionsAtStart(connections) + workload.extraConnections();
    }

    /** The number of all sockets that the plan needs. */
    public int sockets() {
        return connections + workload.extraConnections();
    }
}
