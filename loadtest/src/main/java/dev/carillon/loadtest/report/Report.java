package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;
import org.HdrHistogram.Histogram;

/**
 * All that is known about a run when it has ended.
 *
 * @param lane the name of the lane that carried it
 * @param tally of all loops together
 * @param process what the tester's own process used while it measured
 * @param timeline the same second by second
 */
public record Report(Plan plan, String lane, Tally tally, ProcessWatch.Use process, Timeline timeline) {

    /** Connections that were never opened. */
    long missingConnections() {
        return plan.sockets() - tally.opening().opened();
    }

    /** The latencies that the run is about: of deliveries, or of keep-alives where nothing was delivered. */
    Histogram latencies() {
        return switch (tally.work()) {
            case HoldTally held -> tally.keepAlives().roundTrips();
            case DeliveryTally deliveries -> deliveries.fromIntended();
            case EchoTally echoes -> echoes.fromIntended();
            case ReturnTally returns -> returns.away();
        };
    }
}
