package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.Pulse;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.report.Progress.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rows of a run, one for each second from the first connection to the last close. A row takes about 250 bytes. At
 * most {@value #ROWS_MAX} rows are kept, which is more than the longest run has.
 */
public final class Timeline {
    static final int ROWS_MAX = 100_000;

    private final List<Row> rows = new ArrayList<>();
    private final long beganNanos;
    private long lastNanos;
    private long measureNanos;
    private Snapshot last = Snapshot.NOTHING;

    /** Makes a timeline of a run that begins at {@code nowNanos}, by {@link System#nanoTime}. */
    public Timeline(long nowNanos) {
        this.beganNanos = nowNanos;
        this.lastNanos = nowNanos;
        this.measureNanos = nowNanos;
    }

    /** Sets the time at which the measurement begins, by {@link System#nanoTime}. */
    public void measuresFrom(long nanos) {
        measureNanos = nanos;
    }

    /** Converts nanoseconds since the measurement began into seconds since the run began. */
    double measuredSeconds(long nanos) {
        return (measureNanos - beganNanos + nanos) / 1e9;
    }

    /** Adds a row that ends now and returns it. It has the changes since the previous row. */
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

    /** Returns the time at which the run began, by {@link System#nanoTime}. */
    public long beganNanos() {
        return beganNanos;
    }

    /** Returns the time from the start of the run to the end of the last row, in nanoseconds. */
    long nanos() {
        return lastNanos - beganNanos;
    }

    /** Returns all rows that were kept. */
    public List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** Returns at most {@code most} rows. If there are more, each row returned is a merge of several. */
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
