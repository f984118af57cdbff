package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.Snapshot.Sockets;
import dev.carillon.loadtest.measure.Snapshot.Traffic;
import dev.carillon.loadtest.report.Progress.Step;
import org.HdrHistogram.Histogram;

/**
 * A row of the timeline: the events of about one second of a run.
 *
 * @param at the time of the row
 * @param sockets the connections opened and closed in that time; {@link Sockets#open} is the number open at its end
 * @param traffic the messages of that time
 * @param latency the latencies of the messages that arrived in that time
 * @param tester the load of the tester itself
 */
public record Row(Span at, Sockets sockets, Traffic traffic, Latency latency, Tester tester) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Merges this row and the next into one. Percentiles cannot be added up: the larger of the two is kept. */
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
     * A period of a run.
     *
     * @param step the step of the run at the end of the period
     * @param endNanos the end of the period, in nanoseconds since the run began
     * @param nanos its length: a second, or more if the tester was late
     */
    public record Span(Step step, long endNanos, long nanos) {

        double endSeconds() {
            return endNanos / NANOS_PER_SECOND;
        }

        /** Returns the rate per second of {@code count} events in this period. */
        double rate(long count) {
            return nanos == 0 ? 0 : count * NANOS_PER_SECOND / nanos;
        }
    }

    /** The number of latencies and their percentiles in nanoseconds; all are 0 if nothing was measured. */
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
     * The load of the tester itself.
     *
     * @param lateNanos the largest delay of a loop
     * @param busy the share of its time that the busiest loop spent on a processor, 0 to 1
     * @param cores the number of processors that the process kept busy
     * @param collectingMillis the time of garbage collections
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
