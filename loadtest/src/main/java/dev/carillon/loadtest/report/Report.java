package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.ProcessWatch;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Plan;

/**
 * All that is known about a run when it has ended.
 *
 * @param lane the name of the lane that carried it
 * @param tally of all loops together
 * @param process what the tester's own process used while it measured
 */
public record Report(Plan plan, String lane, Tally tally, ProcessWatch.Use process) {

    /** Connections that were never opened. */
    long missingConnections() {
        return plan.sockets() - tally.opening().opened();
    }
}
