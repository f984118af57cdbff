package dev.carillon.loadtest.plan;

import dev.carillon.loadtest.plan.Phase.Levels;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The phases of a run, one after the other. The first begins when the warm-up ends.
 *
 * @param start the levels of the warm-up, from which the first phase starts
 */
public record Scenario(Levels start, List<Phase> phases) {

    public Scenario {
        phases = List.copyOf(phases);
        Require.that(!phases.isEmpty(), "phases must be at least one");
        long names = phases.stream().map(Phase::name).distinct().count();
        Require.that(names == phases.size(), "phases must each have a name of its own");
    }

    public Duration duration() {
        return phases.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
    }

    /** Whether any phase publishes something. */
    public boolean publishes() {
        boolean atFirst = start.publishRate() > 0 && phases.getFirst().ramp().isPositive();
        return atFirst || phases.stream().anyMatch(phase -> phase.levels().publishRate() > 0);
    }

    /** The largest number of connections at any time. */
    public int connectionsMax() {
        return phases.stream().mapToInt(phase -> phase.levels().connections()).reduce(start.connections(), Math::max);
    }

    /** The number of connections over time, from the beginning of the warm-up. */
    public LoadProfile connections(Duration warmUp) {
        return course(warmUp, Levels::connections);
    }

    /** Publications a second over time, from the beginning of the warm-up. */
    public LoadProfile publishRate(Duration warmUp) {
        return course(warmUp, Levels::publishRate);
    }

    /** The churn rate over time, from the beginning of the warm-up. It is 0 during the warm-up. */
    public LoadProfile churnRate(Duration warmUp) {
        LoadProfile still = LoadProfile.at(0).hold(warmUp.toNanos()).to(start.churnRate(), 0);
        return phases(still, Levels::churnRate);
    }

    private LoadProfile course(Duration warmUp, ToDoubleFunction<Levels> level) {
        return phases(LoadProfile.at(level.applyAsDouble(start)).hold(warmUp.toNanos()), level);
    }

    private LoadProfile phases(LoadProfile before, ToDoubleFunction<Levels> level) {
        LoadProfile course = before;
        for (Phase phase : phases) {
            course = course.to(level.applyAsDouble(phase.levels()), phase.ramp().toNanos())
                    .hold(phase.duration().minus(phase.ramp()).toNanos());
        }
        return course;
    }
}
