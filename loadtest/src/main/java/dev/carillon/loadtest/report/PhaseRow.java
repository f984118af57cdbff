package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.PhaseTally;
import dev.carillon.loadtest.plan.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * A phase of a scenario: what was to be done, when, and what came of it.
 *
 * @param fromNanos since the measuring began
 */
record PhaseRow(Phase phase, long fromNanos, PhaseTally tally) {
    /** What stands above the columns of {@link #cells}. */
    static final List<String> HEADS = List.of(
            "phase",
            "until",
            "open",
            "publish/s",
            "churn/s",
            "published",
            "delivered",
            "lost",
            "closed",
            "p50",
            "p99",
            "max");

    /** None of a run without a scenario. */
    static List<PhaseRow> of(Report report) {
        if (!(report.tally().work() instanceof DeliveryTally deliveries)
                || deliveries.fanout().scenario().isEmpty()) {
            return List.of();
        }
        List<PhaseRow> rows = new ArrayList<>();
        long from = 0;
        for (Phase phase : deliveries.fanout().scenario().get().phases()) {
            rows.add(new PhaseRow(phase, from, deliveries.phases().all().get(rows.size())));
            from += phase.duration().toNanos();
        }
        return rows;
    }

    long untilNanos() {
        return fromNanos + phase.duration().toNanos();
    }

    /** In the order of the heads; latencies in milliseconds. */
    List<String> cells() {
        return List.of(
                phase.name(),
                Figures.seconds(untilNanos()),
                Figures.count(tally.open()) + "/" + Figures.count(phase.levels().connections()),
                Figures.count(Math.round(phase.levels().publishRate())),
                Figures.count(Math.round(phase.levels().churnRate())),
                Figures.count(tally.published()),
                Figures.count(tally.seen()),
                Figures.count(tally.lost()),
                Figures.count(tally.closedEarly()),
                Figures.milliFigure(tally.latency().getValueAtPercentile(50)),
                Figures.milliFigure(tally.latency().getValueAtPercentile(99)),
                Figures.milliFigure(tally.latency().getMaxValue()));
    }
}
