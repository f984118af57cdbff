package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.WorkTally;

/** Holds connections, all alike, and does nothing. */
final class IdleTask extends Task {
    IdleTask(TesterLoop loop) {
        super(loop, 1);
    }

    @Override
    WorkTally conclude(int[] published) {
        return new HoldTally();
    }
}
