package dev.carillon.loadtest.figure;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** A histogram of durations as a figure. Histograms of several loops are added up. */
record Timed(Histogram shown) implements Figure {

    @Override
    public void add(Figure other) {
        shown.add(((Timed) other).shown);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        Histograms.write(shown, out);
    }

    @Override
    public void read(DataInput in) throws IOException {
        shown.add(Histograms.read(in));
    }
}
