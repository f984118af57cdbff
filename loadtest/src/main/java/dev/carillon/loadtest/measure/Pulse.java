package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Latencies;
import org.HdrHistogram.Histogram;

/**
 * How a loop did since it was last asked, or several loops together.
 *
 * @param latencies measured in that time, in nanoseconds; of the loop that is asked no more
 * @param lateNanos the most by which the loop came round too late
 * @param busy the share of the time that the busiest loop spent on a processor, 0 to 1
 */
public record Pulse(Histogram latencies, long lateNanos, double busy) {

    /** For no loop. */
    static final Pulse NONE = new Pulse(Latencies.NONE, 0, 0);

    public Pulse plus(Pulse other) {
        return new Pulse(
                Latencies.sum(latencies, other.latencies),
                Math.max(lateNanos, other.lateNanos),
                Math.max(busy, other.busy));
    }
}
