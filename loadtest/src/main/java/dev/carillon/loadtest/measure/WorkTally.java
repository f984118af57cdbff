package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.plan.Workload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What came of a workload: on one loop, or added up over several of the same workload. */
public sealed interface WorkTally permits HoldTally, SequenceTally, ReturnTally {

    /** Adds what another loop has counted. */
    void add(WorkTally other);

    void write(DataOutput out) throws IOException;

    /** Reads what came of {@code workload}, as {@link #write} wrote it. */
    static WorkTally read(Workload workload, DataInput in) throws IOException {
        return switch (workload) {
            case Workload.Idle idle -> new HoldTally();
            case Workload.Fanout fanout -> DeliveryTally.read(fanout, in);
            case Workload.Echo echo -> EchoTally.read(in);
            case Workload.Churn churn -> ReturnTally.read(in);
            case Workload.Storm storm -> ReturnTally.read(in);
        };
    }
}
