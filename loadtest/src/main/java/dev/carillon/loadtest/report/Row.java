package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.Snapshot.Sockets;
import dev.carillon.loadtest.measure.Snapshot.Traffic;
import dev.carillon.loadtest.report.Progress.Step;
import org.HdrHistogram.Histogram;

/**
 * The events in about a second of a run.
 *
 * @param at where in the run this was
 * @param sockets what happened to connections in that time; {@link Sockets#open} is how many were open at its end
 * @param traffic messages of that time
 * @param latency of what arrived in that time
 * @param tester how the tester itself did
 */
public record Row(Span at, Sockets sockets, Traffic traffic, Latency latency, Tester tester) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** This and the {@code next} as one row; of percentiles, which cannot be added up, it keeps the worse. */
    Row then(Row next) {
        return new Row(
                new Span(next.at.step, next.at.endNanos, at.nanos + next.at.nanos),
                new Sockets(
                        next.sockets.open(),
                        sockets.opened() + next.sockets.opened(),
                        sockets.failed() + next.sockets.failed(),
                        sockets.closed() + next.sockets.closed(),
                        sockets.lost() + next.sockets.lost()),
                traffic.plus(next.traffic),
                latency.worst(next.latency),
                tester.worst(next.tester));
    }

    /**
     * A time within a run.
     *
     * @param endNanos since the run began
     * @param nanos how long it was: a second, or more where the tester could not look
     */
    public record Span(Step step, long endNanos, long nanos) {

        double endSeconds() {
            return endNanos / NANOS_PER_SECOND;
        }

        /** How many a second, where this many came in all. */
        double rate(long count) {
            return nanos == 0 ? 0 : count * NANOS_PER_SECOND / nanos;
        }
    }

    /** Percentiles in nanoseconds, all 0 where nothing was measured. */
    public record Latency(long count, long p50, long p90, long p99, long p999, long max) {

        private static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0);

        static Latency of(Histogram histogram) {
            return histogram.getTotalCount() == 0
                    ? NONE
                    : new Latency(
                            histogram.getTotalCount(),
                            histogram.getValueAtPercentile(50),
                            histogram.getValueAtPercentile(90),
                            histogram.getValueAtPercentile(99),
                            histogram.getValueAtPercentile(99.9),
                            histogram.getMaxValue());
        }

        Latency worst(Latency other) {
            return new Latency(
                    count + other.count,
                    Math.max(p50, other.p50),
                    Math.max(p90, other.p90),
                    Math.max(p99, other.p99),
                    Math.max(p999, other.p999),
                    Math.max(max, other.max));
        }
    }

    /**
     * How the tester itself did.
     *
     * @param lateNanos the most by which one of its loops came round too late
     * @param busy the share of its time that the busiest loop spent on a processor, 0 to 1
     * @param cores processors that the process kept busy
     * @param collectingMillis spent on collecting garbage
     */
    public record Tester(long lateNanos, double busy, double cores, long collectingMillis) {

        static Tester of(long lateNanos, double busy, ProcessWatch.Use use) {
            return new Tester(lateNanos, busy, use.cores(), use.collecting().toMillis());
        }

        Tester worst(Tester other) {
            return new Tester(
                    Math.max(lateNanos, other.lateNanos),
                    Math.max(busy, other.busy),
                    Math.max(cores, other.cores),
                    collectingMillis + other.collectingMillis);
        }
    }
}
