package dev.carillon.top;

import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/** A column of the table, by which it can be sorted. */
public enum Column {
    NODE("NODE", 0, figures -> OptionalDouble.empty(), value -> ""),
    CONNS(
            "CONNS",
            8,
            Figures::connections,
            value -> value < 1e6 ? String.format(Locale.ROOT, "%,.0f", value) : Amounts.count(value)),
    FULL("FULL", 5, Figures::full, Amounts::percent),
    OPEN("OPEN/s", 7, Figures::opened, Amounts::count),
    PUB("PUB/s", 7, Figures::published, Amounts::count),
    DELIV("DELIV/s", 8, Figures::delivered, Amounts::count),
    OUT("OUT B/s", 8, Figures::sentBytes, Amounts::count),
    P99("P99", 7, Figures::fanOutSeconds, Amounts::seconds),
    LATE("LATE", 7, Figures::delaySeconds, Amounts::seconds),
    CPU("CPU", 5, Figures::cpu, Amounts::percent),
    MEM("MEM", 6, Figures::memoryBytes, Amounts::count);

    private final String header;
    private final int width;
    private final Function<Figures, OptionalDouble> figure;
    private final DoubleFunction<String> text;

    /** @param width with the space in front of it; 0 for what is left of the line */
    Column(String header, int width, Function<Figures, OptionalDouble> figure, DoubleFunction<String> text) {
        this.header = header;
        this.width = width;
        this.figure = figure;
        this.text = text;
    }

    String header() {
        return header;
    }

    int width() {
        return width;
    }

    /** Whether it is left out where a line is short. */
    boolean isExtra() {
        return this == OPEN;
    }

    String text(Figures figures) {
        OptionalDouble value = figure.apply(figures);
        return value.isPresent() ? text.apply(value.getAsDouble()) : "-";
    }

    /** The largest first; what is not known comes last. Nodes by their names, in the order of their addresses. */
    Comparator<Node> order() {
        Comparator<Node> byName = Comparator.comparing(Node::name);
        return this == NODE
                ? byName
                : Comparator.<Node>comparingDouble(
                                node -> -figure.apply(node.figures()).orElse(Double.NEGATIVE_INFINITY))
                        .thenComparing(byName);
    }
}
