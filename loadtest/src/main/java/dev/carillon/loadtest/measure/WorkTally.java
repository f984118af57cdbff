package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Figure;
import dev.carillon.loadtest.plan.Workload;

/** What came of a workload: on one loop, or added up over several of the same workload. */
public sealed interface WorkTally extends Figure permits HoldTally, SequenceTally, ReturnTally {

    /** Of a {@code workload} that nothing has come of yet. */
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
