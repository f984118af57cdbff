package dev.carillon.loadtest.figure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleFunction;

/**
 * A number: of several loops the sum, or the largest. It is not below 0 at the end of a run. A whole number below
 * 2<sup>53</sup> is exact.
 */
public final class Quantity implements Figure {
    private final DoubleBinaryOperator together;
    private final DoubleFunction<Object> shown;
    private double value;

    Quantity(DoubleBinaryOperator together, DoubleFunction<Object> shown) {
        this.together = together;
        this.shown = shown;
    }

    public void increment() {
        value++;
    }

    public void add(long more) {
        value += more;
    }

    /** Keeps the larger of two numbers. */
    public void see(long another) {
        value = Math.max(value, (double) another);
    }

    /** The number of a loop at its end. */
    public void set(double only) {
        value = only;
    }

    public double value() {
        return value;
    }

    /** The number where it is a whole one. */
    public long count() {
        return (long) value;
    }

    @Override
    public void add(Figure other) {
        value = together.applyAsDouble(value, ((Quantity) other).value);
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
