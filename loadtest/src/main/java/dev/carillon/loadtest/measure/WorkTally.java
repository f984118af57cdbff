package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Figure;
import dev.carillon.loadtest.plan.Workload;

/** The figures of a workload, of one loop or of several loops together. */
public sealed interface WorkTally extends Figure permits HoldTally, SequenceTally, ReturnTally {

    /** An empty tally for {@code workload}. */
    static WorkTally of(Workload workload) {
        return switch (workload) {
            case Workload.Idle idle -> new HoldTally();
            case Workload.Fanout fanout -> new DeliveryTally(fanout, 0);
            case Workload.Echo echo -> new EchoTally();
            case Workload.Churn churn -> new ReturnTally();
            case Workload.Storm storm -> new ReturnTally();
        };
    }
}
