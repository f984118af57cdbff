package dev.carillon.loadtest.report;

import java.util.List;
import java.util.function.Function;

/** A column of the timeline. The CSV file, the JSON report and the plots have the same columns. */
record Column(String name, Function<Row, Object> value) {
    /** All columns in their order. The first two are in seconds, all other times in milliseconds. */
    static final List<Column> ALL = List.of(
            new Column("seconds", row -> rounded(row.at().endSeconds())),
            new Column("length", row -> rounded(row.at().nanos() / 1e9)),
            new Column("step", row -> row.at().step().name()),
            new Column("open", row -> row.sockets().open()),
            new Column("opened", row -> row.sockets().opened()),
            new Column("failed", row -> row.sockets().failed()),
            new Column("closed", row -> row.sockets().closed()),
            new Column("lost", row -> row.sockets().lost()),
            new Column("published", row -> row.traffic().published()),
            new Column("keepAlives", row -> row.traffic().keepAlives()),
            new Column("received", row -> row.traffic().received()),
            new Column("receivedBytes", row -> row.traffic().receivedBytes()),
            new Column("measured", row -> row.latency().count()),
            new Column("p50", row -> millis(row.latency().p50())),
            new Column("p90", row -> millis(row.latency().p90())),
            new Column("p99", row -> millis(row.latency().p99())),
            new Column("p999", row -> millis(row.latency().p999())),
            new Column("max", row -> millis(row.latency().max())),
            new Column("testerLate", row -> millis(row.tester().lateNanos())),
            new Column("testerBusy", row -> rounded(row.tester().busy())),
            new Column("testerCores", row -> rounded(row.tester().cores())),
            new Column("testerGarbage", row -> row.tester().collectingMillis()));

    /** The values of a row, in the order of the columns. */
    static List<Object> values(Row row) {
        return ALL.stream().map(column -> column.value.apply(row)).toList();
    }

    private static double millis(long nanos) {
        return rounded(nanos / Figures.NANOS_PER_MILLI);
    }

    /** Rounds to three digits after the decimal point, which keeps files small. */
    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
