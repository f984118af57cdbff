package dev.carillon.loadtest.figure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.DoubleFunction;

/** The most that was seen: of several loops that of the worst. Never below 0, and exact where it is a number of nanoseconds. */
public final class Most implements Figure {
    private final DoubleFunction<Object> shown;
    private double value;

    Most(DoubleFunction<Object> shown) {
        this.shown = shown;
    }

    /** The value of a loop at its end. */
    void set(double only) {
        value = only;
    }

    void see(long another) {
        value = Math.max(value, (double) another);
    }

    public double value() {
        return value;
    }

    @Override
    public void add(Figure other) {
        value = Math.max(value, ((Most) other).value);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeDouble(value);
    }

    @Override
    public void read(DataInput in) throws IOException {
        value = in.readDouble();
    }

    @Override
    public Object shown() {
        return shown.apply(value);
    }
}
