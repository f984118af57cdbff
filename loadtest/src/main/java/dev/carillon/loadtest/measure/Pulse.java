package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Latencies;
import org.HdrHistogram.Histogram;

/**
 * How late and how busy a loop, or several loops together, were since the last pulse.
 *
 * @param latencies measured in that time, in nanoseconds; the loop does not use this histogram any more
 * @param lateNanos largest lateness of a timer of the loop
 * @param busy share of the time that the busiest loop spent on a processor, 0 to 1
 */
public record Pulse(Histogram latencies, long lateNanos, double busy) {

    /** The pulse of no loop. */
    static final Pulse NONE = new Pulse(Latencies.NONE, 0, 0);

    public Pulse plus(Pulse other) {
        return new Pulse(
                Latencies.sum(latencies, other.latencies),
                Math.max(lateNanos, other.lateNanos),
                Math.max(busy, other.busy));
    }
}
