package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.Pulse;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.report.Progress.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A run second by second, from the first connection to the last close. A row takes about 250 bytes; behind
 * {@value #ROWS_MAX} of them, which is longer than the longest run, no more are kept.
 */
public final class Timeline {
    static final int ROWS_MAX = 100_000;

    private final List<Row> rows = new ArrayList<>();
    private final long beganNanos;
    private long lastNanos;
    private long measureNanos;
    private Snapshot last = Snapshot.NOTHING;

    /** Begins now, by {@link System#nanoTime}. */
    public Timeline(long nowNanos) {
        this.beganNanos = nowNanos;
        this.lastNanos = nowNanos;
        this.measureNanos = nowNanos;
    }

    /** The measuring begins then, by {@link System#nanoTime}. */
    public void measuresFrom(long nanos) {
        measureNanos = nanos;
    }

    /** So long after the measuring began, in seconds since the run did. */
    double measuredSeconds(long nanos) {
        return (measureNanos - beganNanos + nanos) / 1e9;
    }

    /** Returns the row that ends now; what it tells came since the one before. */
    public Row add(Step step, long nowNanos, Snapshot now, ProcessWatch.Use use) {
        Pulse pulse = now.pulse();
        Row row = new Row(
                new Row.Span(step, nowNanos - beganNanos, nowNanos - lastNanos),
                now.sockets().since(last.sockets()),
                now.traffic().since(last.traffic()),
                Row.Latency.of(pulse.latencies()),
                Row.Tester.of(pulse.lateNanos(), pulse.busy(), use));
        last = now;
        lastNanos = nowNanos;
        if (rows.size() < ROWS_MAX) {
            rows.add(row);
        }
        return row;
    }

    /** When the run began, by {@link System#nanoTime}. */
    public long beganNanos() {
        return beganNanos;
    }

    /** How long the run was, up to the last row. */
    long nanos() {
        return lastNanos - beganNanos;
    }

    public List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** The same in at most so many rows, each of them several together where there are more. */
    List<Row> rows(int most) {
        int together = Math.ceilDiv(Math.max(1, rows.size()), most);
        List<Row> fewer = new ArrayList<>();
        for (int first = 0; first < rows.size(); first += together) {
            fewer.add(rows.subList(first, Math.min(first + together, rows.size())).stream()
                    .reduce(Row::then)
                    .orElseThrow());
        }
        return fewer;
    }
}
