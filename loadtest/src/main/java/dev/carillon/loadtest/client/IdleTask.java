package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.Station;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.WorkTally;

/** Holds connections, all alike, and does nothing. */
final class IdleTask extends Task {
    IdleTask(Station station) {
        super(station, 1);
    }

    @Override
    WorkTally conclude(int[] published) {
        return new HoldTally();
    }
}
