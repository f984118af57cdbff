package dev.carillon.loadtest.figure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * A group of figures. Each figure is declared once, as a field, with its name in the JSON report. Figures are added up,
 * written, read and shown in the order of their declarations. Only the loop that owns the group counts in it.
 */
public abstract class FigureGroup implements Figure {
    private final List<Figure> counted = new ArrayList<>();
    private final Map<String, Supplier<?>> shown = new LinkedHashMap<>();

    // ---- declarations

    /** Declares a count that is added up over all loops. */
    protected final Quantity total(String name) {
        return figure(name, total());
    }

    /** Makes a count that is added up over all loops. It is part of no group, and a report does not show it. */
    public static Quantity total() {
        return new Quantity(Double::sum, value -> (long) value);
    }

    /** Declares a number of which the largest of all loops counts. */
    protected final Quantity most(String name, DoubleFunction<Object> shown) {
        return figure(name, new Quantity(Math::max, shown));
    }

    /** Declares a duration in nanoseconds of which the longest of all loops counts. */
    protected final Quantity longest(String name) {
        return most(name, nanos -> Duration.ofNanos((long) nanos));
    }

    /** Declares a histogram of durations in nanoseconds. */
    protected final Histogram latencies(String name) {
        return figure(name, new Timed(Latencies.histogram())).shown();
    }

    /** Declares counts by kind. */
    protected final <K extends Record & Comparable<K>> Breakdown<K> breakdown(String name, Class<K> kind) {
        return figure(name, new Breakdown<>(kind));
    }

    /** Declares a figure that is counted and shown. */
    protected final <F extends Figure> F figure(String name, F figure) {
        show(name, figure::shown);
        return hidden(figure);
    }

    /** Declares a figure that is counted but not shown itself: other values of the report are computed from it. */
    protected final <F extends Figure> F hidden(F figure) {
        counted.add(figure);
        return figure;
    }

    /** Shows a value that is computed from other figures and not counted itself. */
    protected final void show(String name, Supplier<?> value) {
        shown.put(name, value);
    }

    /** Shows all figures of another group in this one, under their names there. */
    protected final void showAll(FigureGroup other) {
        shown.putAll(other.shown);
    }

    // ---- the methods of a figure, for all that are declared

    @Override
    public void add(Figure other) {
        List<Figure> others = ((FigureGroup) other).counted;
        for (int i = 0; i < counted.size(); i++) {
            counted.get(i).add(others.get(i));
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        for (Figure figure : counted) {
            figure.write(out);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        for (Figure figure : counted) {
            figure.read(in);
        }
    }

    /** Returns the values by the names of the figures. */
    @Override
    public final Map<String, Object> shown() {
        Map<String, Object> values = new LinkedHashMap<>();
        shown.forEach((name, value) -> values.put(name, value.get()));
        return values;
    }
}
