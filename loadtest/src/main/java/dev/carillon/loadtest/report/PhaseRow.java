package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.PhaseTally;
import dev.carillon.loadtest.plan.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The plan, the time and the results of one phase of a scenario.
 *
 * @param fromNanos when the phase began, in nanoseconds since the measurement began
 */
record PhaseRow(Phase phase, long fromNanos, PhaseTally tally) {
    /** A column of the table of phases. */
    private record Column(String head, Function<PhaseRow, String> cell) {}

    /** All columns in their order. Latencies are in milliseconds. */
    private static final List<Column> COLUMNS = List.of(
            new Column("phase", row -> row.phase.name()),
            new Column("until", row -> Figures.seconds(row.untilNanos())),
            new Column(
                    "open",
                    row -> Figures.text("%s/%s", row.tally.open, row.levels().connections())),
            new Column("publish/s", row -> Figures.count(Math.round(row.levels().publishRate()))),
            new Column("churn/s", row -> Figures.count(Math.round(row.levels().churnRate()))),
            new Column("published", row -> Figures.figure(row.tally.published)),
            new Column("delivered", row -> Figures.figure(row.tally.seen)),
            new Column("lost", row -> Figures.figure(row.tally.lost)),
            new Column("closed", row -> Figures.figure(row.tally.closedEarly)),
            new Column("p50", row -> Figures.milliFigure(row.tally.latency, 50)),
            new Column("p99", row -> Figures.milliFigure(row.tally.latency, 99)),
            new Column("max", row -> Figures.milliFigure(row.tally.latency, 100)));

    /** Returns the table of phases. It has no rows if the run has no scenario. */
    static Page.Table table(Report report) {
        return new Page.Table(
                COLUMNS.stream().map(Column::head).toList(),
                of(report).stream().map(PhaseRow::cells).toList());
    }

    /** Returns a row for each phase; none if the run has no scenario. */
    static List<PhaseRow> of(Report report) {
        if (!(report.tally().work() instanceof DeliveryTally deliveries)
                || deliveries.fanout().scenario().isEmpty()) {
            return List.of();
        }
        List<PhaseRow> rows = new ArrayList<>();
        long from = 0;
        for (Phase phase : deliveries.fanout().scenario().get().phases()) {
            rows.add(new PhaseRow(phase, from, deliveries.phases.all().get(rows.size())));
            from += phase.duration().toNanos();
        }
        return rows;
    }

    Phase.Levels levels() {
        return phase.levels();
    }

    long untilNanos() {
        return fromNanos + phase.duration().toNanos();
    }

    private List<String> cells() {
        return COLUMNS.stream().map(column -> column.cell.apply(this)).toList();
    }
}
