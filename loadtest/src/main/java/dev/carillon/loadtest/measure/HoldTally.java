package dev.carillon.loadtest.measure;

import java.io.DataOutput;

/** Of connections that were only to stay open: that they did is told by what every run counts. */
public record HoldTally() implements WorkTally {

    @Override
    public void add(WorkTally other) {}

    @Override
    public void write(DataOutput out) {}
}
