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
 * Figures that are counted together. Each is declared once, as a public field, with the name that it has in the JSON
 * report. They are added up, travel and are shown in the order in which they are declared. The loop that owns the group
 * counts.
 */
public abstract class FigureGroup implements Figure {
    private final List<Figure> counted = new ArrayList<>();
    private final Map<String, Supplier<?>> shown = new LinkedHashMap<>();

    // ---- declaring

    /** The sum over all loops. */
    protected final Quantity total(String name) {
        return figure(name, total());
    }

    /** A sum that belongs to no group, or is not shown. */
    public static Quantity total() {
        return new Quantity(Double::sum, value -> (long) value);
    }

    /** The most of any loop. */
    protected final Quantity most(String name, DoubleFunction<Object> shown) {
        return figure(name, new Quantity(Math::max, shown));
    }

    /** The longest of durations in nanoseconds. */
    protected final Quantity longest(String name) {
        return most(name, nanos -> Duration.ofNanos((long) nanos));
    }

    protected final Histogram latencies(String name) {
        return figure(name, new Timed(Latencies.histogram())).shown();
    }

    protected final <K extends Record & Comparable<K>> Breakdown<K> breakdown(String name, Class<K> kind) {
        return figure(name, new Breakdown<>(kind));
    }

    protected final <F extends Figure> F figure(String name, F figure) {
        show(name, figure::shown);
        return hidden(figure);
    }

    /** A figure that is counted, and that other figures tell of. */
    protected final <F extends Figure> F hidden(F figure) {
        counted.add(figure);
        return figure;
    }

    /** A figure that follows from others. */
    protected final void show(String name, Supplier<?> value) {
        shown.put(name, value);
    }

    /** Shows the figures of another group as if they were its own. */
    protected final void showAll(FigureGroup other) {
        shown.putAll(other.shown);
    }

    // ---- what follows from the declarations

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

    /** By their names. */
    @Override
    public final Map<String, Object> shown() {
        Map<String, Object> values = new LinkedHashMap<>();
        shown.forEach((name, value) -> values.put(name, value.get()));
        return values;
    }
}
