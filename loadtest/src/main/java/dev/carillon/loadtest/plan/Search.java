package dev.carillon.loadtest.plan;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Workload.Pace;
import java.util.Optional;

/**
 * How far to go.
 *
 * @param by what grows from step to step
 * @param factor by how much
 * @param until what is not gone beyond: subscribers, or publications a second
 */
public record Search(By by, double factor, Optional<Integer> until) {

    /** The quantity that grows. */
    public enum By {
        RATE,
        SUBSCRIBERS
    }

    public Search {
        Require.that(factor >= 1.05 && factor <= 100, "--factor must be 1.05 to 100, was " + factor);
    }

    /** How large that is which grows, in a step with this plan. */
    public double size(Plan plan) {
        return switch (by) {
            case SUBSCRIBERS -> plan.connections();
            case RATE -> rate(plan).map(Rate::perSecond).orElse(0.0);
        };
    }

    /** Whether a step with this plan is still asked for. */
    public boolean reaches(Plan plan) {
        return until.isEmpty() || size(plan) <= until.get();
    }

    /** As people read it, in a step with this plan. */
    public String text(Plan plan) {
        return switch (by) {
            case SUBSCRIBERS -> plan.connections() + " subscribers";
            case RATE -> rate(plan).map(Rate::toString).orElse("");
        };
    }

    private static Optional<Rate> rate(Plan plan) {
        return plan.workload() instanceof Workload.Fanout fanout && fanout.pace() instanceof Pace.Clock(Rate rate)
                ? Optional.of(rate)
                : Optional.empty();
    }
}
