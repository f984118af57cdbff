package dev.carillon.loadtest.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of all turns as a table in Markdown, with a row for each server in the order of the command line. */
final class ComparisonTable {
    private static final String DOUBTFUL = "*";

    private final List<ComparisonColumn> columns;
    private final Map<ComparedServer, Map<ComparisonColumn, List<Double>>> figures = new LinkedHashMap<>();
    private final Map<ComparedServer, String> titles = new LinkedHashMap<>();
    private final Set<Cell> doubts = new HashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private boolean failed;

    private record Cell(ComparedServer peer, ComparisonColumn column) {}

    ComparisonTable(List<ComparisonColumn> columns) {
        this.columns = columns;
    }

    /** Adds a row for a server. {@code title} is the name that the server prints when it is ready. */
    void name(ComparedServer peer, String title) {
        titles.put(peer, title);
        row(peer);
    }

    private Map<ComparisonColumn, List<Double>> row(ComparedServer peer) {
        return figures.computeIfAbsent(peer, none -> new LinkedHashMap<>());
    }

    void add(ComparedServer peer, ComparisonColumn column, double figure) {
        row(peer).computeIfAbsent(column, none -> new ArrayList<>()).add(figure);
    }

    /** Marks a cell: the tester itself may have caused its figure. */
    void doubt(ComparedServer peer, ComparisonColumn column) {
        doubts.add(new Cell(peer, column));
    }

    /** Adds a sentence below the table. */
    void note(String text) {
        notes.add(text);
    }

    /** Adds a sentence below the table about a figure that could not be measured. */
    void fail(String text) {
        failed = true;
        note(text);
    }

    /** Whether a figure could not be measured. */
    boolean hasFailed() {
        return failed;
    }

    /** Whether no server has a figure. */
    boolean isEmpty() {
        return figures.values().stream().allMatch(Map::isEmpty);
    }

    String table() {
        List<String> lines = new ArrayList<>();
        lines.add(row(Stream.concat(Stream.of("server"), columns.stream().map(ComparisonColumn::title))));
        lines.add("|" + "---|".repeat(columns.size() + 1));
        figures.forEach((peer, row) -> lines.add(row(Stream.concat(
                Stream.of(titles.getOrDefault(peer, peer.name())),
                columns.stream().map(column -> cell(peer, column, row.getOrDefault(column, List.of())))))));
        if (!doubts.isEmpty()) {
            lines.add("");
            lines.add(DOUBTFUL + " in one of the runs the tester itself was the bottleneck");
        }
        if (!notes.isEmpty()) {
            lines.add("");
            notes.forEach(note -> lines.add("- " + note));
        }
        return String.join("\n", lines) + "\n";
    }

    /** The median, and the range in brackets if there are several values. */
    private String cell(ComparedServer peer, ComparisonColumn column, List<Double> values) {
        if (values.isEmpty()) {
            return "–";
        }
        String mark = doubts.contains(new Cell(peer, column)) ? DOUBTFUL : "";
        List<Double> sorted = values.stream().sorted().toList();
        String range = sorted.size() == 1
                ? ""
                : " (%s to %s)".formatted(column.text(sorted.getFirst()), column.text(sorted.getLast()));
        return column.text(median(sorted)) + mark + range;
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String row(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |"));
    }
}
