package dev.carillon.loadtest.figure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleFunction;

/**
 * A number. The number for several loops is their sum or the largest of them. It is at least 0 at the end of a run.
 * Whole numbers below 2<sup>53</sup> are exact.
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

    /** Sets the number to {@code another} if that is larger. */
    public void see(long another) {
        value = Math.max(value, (double) another);
    }

    /** Sets the number of this loop. For values that are computed and not counted. */
    public void set(double only) {
        value = only;
    }

    public double value() {
        return value;
    }

    /** Returns the number as a whole number. */
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
