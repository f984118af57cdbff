package dev.carillon.loadtest.measure;

/** What came of a workload: on one loop, or added up over several of the same workload. */
public sealed interface WorkTally permits HoldTally, DeliveryTally, EchoTally, ReturnTally {

    /** Adds what another loop has counted. */
    void add(WorkTally other);
}
