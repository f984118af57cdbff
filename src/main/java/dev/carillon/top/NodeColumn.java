package dev.carillon.top;

import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalDouble;

/** A column of the table, by which it can be sorted. */
public enum NodeColumn {
    NODE("NODE", 0),
    CONNS("CONNS", 8),
    FULL("FULL", 5),
    OPEN("OPEN/s", 7),
    PUB("PUB/s", 7),
    DELIV("DELIV/s", 8),
    OUT("OUT B/s", 8),
    P99("P99", 7),
    LATE("LATE", 7),
    CPU("CPU", 5),
    MEM("MEM", 6);

    private static final double MILLION = 1e6;

    private final String header;
    private final int width;

    /**
     * @param width with the space before it; 0 for the rest of the line
     */
    NodeColumn(String header, int width) {
        this.header = header;
        this.width = width;
    }

    String header() {
        return header;
    }

    int width() {
        return width;
    }

    /** Whether the column is left out on a narrow terminal. */
    boolean isExtra() {
        return this == OPEN;
    }

    String text(NodeSample figures) {
        OptionalDouble value = figure(figures);
        return value.isPresent() ? text(value.getAsDouble()) : "-";
    }

    private OptionalDouble figure(NodeSample figures) {
        return switch (this) {
            case NODE -> OptionalDouble.empty();
            case CONNS -> figures.connections();
            case FULL -> figures.full();
            case OPEN -> figures.opened();
            case PUB -> figures.published();
            case DELIV -> figures.delivered();
            case OUT -> figures.sentBytes();
            case P99 -> figures.fanOutSeconds();
            case LATE -> figures.delaySeconds();
            case CPU -> figures.cpu();
            case MEM -> figures.memoryBytes();
        };
    }

    private String text(double value) {
        return switch (this) {
            case CONNS -> value < MILLION ? String.format(Locale.ROOT, "%,.0f", value) : Amounts.count(value);
            case FULL, CPU -> Amounts.percent(value);
            case P99, LATE -> Amounts.seconds(value);
            case NODE, OPEN, PUB, DELIV, OUT, MEM -> Amounts.count(value);
        };
    }

    /** The largest first; unknown values come last. For NODE, the alphabetical order of names. */
    Comparator<NodeState> order() {
        Comparator<NodeState> byName = Comparator.comparing(NodeState::name);
        return this == NODE
                ? byName
                : Comparator.<NodeState>comparingDouble(
                                node -> -figure(node.figures()).orElse(Double.NEGATIVE_INFINITY))
                        .thenComparing(byName);
    }
}
