package dev.carillon.top;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The display of all nodes at one time. */
public record View(List<NodeState> nodes) {
    private static final int NODE_COLUMNS = 18;
    private static final double NEAR = 0.8;

    /** Whether any of them answered. */
    public boolean isAlive() {
        return nodes.stream().anyMatch(node -> node.silence().isEmpty());
    }

    /** At most {@code rows} lines of at most {@code columns} columns. */
    public List<Line> lines(int rows, int columns, NodeColumn sort) {
        List<Line> lines = new ArrayList<>(summary());
        lines.add(Line.PLAIN.with(""));
        List<NodeColumn> shown = columns(columns);
        int nameColumns = columns - shown.stream().mapToInt(NodeColumn::width).sum();
        lines.add(Line.HEADER.with(row(shown, nameColumns, NodeColumn.NODE.header(), NodeColumn::header)));
        List<Line> notes = notes();
        // Notes say more than rows that are much alike, so they get up to half of the screen.
        int roomForNotes = Math.min(notes.size(), Math.max(0, (rows - lines.size()) / 2));
        List<NodeState> sorted = nodes.stream().sorted(sort.order()).toList();
        int roomForNodes = rows - lines.size() - (roomForNotes > 0 ? roomForNotes + 1 : 0);
        lines.addAll(fitted(
                sorted.stream().map(node -> row(node, shown, nameColumns)).toList(), roomForNodes, "nodes"));
        if (roomForNotes > 0) {
            lines.add(Line.PLAIN.with(""));
            lines.addAll(fitted(notes, roomForNotes, "notes"));
        }
        return lines.stream().limit(rows).map(line -> line.cut(columns)).toList();
    }

    private static List<Line> fitted(List<Line> lines, int room, String what) {
        if (lines.size() <= room) {
            return lines;
        }
        List<Line> fitted = new ArrayList<>(lines.subList(0, Math.max(0, room - 1)));
        fitted.add(Line.PLAIN.with("… and " + (lines.size() - fitted.size()) + " more " + what));
        return fitted;
    }

    private List<Line> summary() {
        long silent = nodes.stream().filter(node -> node.silence().isPresent()).count();
        long notReady =
                nodes.stream().filter(node -> node.notReady().isPresent()).count();
        String first = "%,d %s%s%s, %,.0f connections"
                .formatted(
                        nodes.size(),
                        nodes.size() == 1 ? "node" : "nodes",
                        silent == 0 ? "" : ", " + silent + " silent",
                        notReady == 0 ? "" : ", " + notReady + " not ready",
                        total(NodeSample::connections));
        String second = String.format(
                Locale.ROOT,
                "%s publications/s, %s deliveries/s, %sB/s out, %s opened/s",
                Amounts.count(total(NodeSample::published)),
                Amounts.count(total(NodeSample::delivered)),
                Amounts.count(total(NodeSample::sentBytes)),
                Amounts.count(total(NodeSample::opened)));
        return List.of((silent > 0 ? Line.BAD : Line.PLAIN).with(first), Line.PLAIN.with(second));
    }

    private double total(Function<NodeSample, OptionalDouble> figure) {
        return NodeSample.total(
                nodes.stream().map(node -> figure.apply(node.figures())).toArray(OptionalDouble[]::new));
    }

    private static List<NodeColumn> columns(int columns) {
        List<NodeColumn> all = Arrays.stream(NodeColumn.values())
                .filter(column -> column != NodeColumn.NODE)
                .toList();
        int wanted = all.stream().mapToInt(NodeColumn::width).sum() + NODE_COLUMNS;
        return wanted <= columns
                ? all
                : all.stream().filter(column -> !column.isExtra()).toList();
    }

    private static Line row(NodeState node, List<NodeColumn> shown, int nameColumns) {
        if (node.silence().isPresent()) {
            return Line.BAD.with(
                    name(node.name(), nameColumns) + " " + node.silence().get());
        }
        boolean near = node.figures().full().orElse(0) >= NEAR;
        Line kind = node.notReady().isPresent() ? Line.BAD : near ? Line.NEAR : Line.PLAIN;
        return kind.with(row(shown, nameColumns, node.name(), column -> column.text(node.figures())));
    }

    private static String row(List<NodeColumn> shown, int nameColumns, String name, Function<NodeColumn, String> text) {
        StringBuilder row = new StringBuilder(name(name, nameColumns));
        for (NodeColumn column : shown) {
            row.append(String.format(Locale.ROOT, "%" + column.width() + "s", text.apply(column)));
        }
        return row.toString();
    }

    /** Cut at its beginning, since the end of an address differs more. */
    private static String name(String name, int columns) {
        int room = Math.max(2, columns);
        String shown = name.length() <= room ? name : "…" + name.substring(name.length() - room + 1);
        return String.format(Locale.ROOT, "%-" + room + "s", shown);
    }

    private List<Line> notes() {
        List<Line> notes = new ArrayList<>();
        for (NodeState node : nodes) {
            node.notReady().ifPresent(why -> notes.add(Line.BAD.with(node.name() + "  not ready: " + why)));
            node.figures().notes().forEach(note -> notes.add(Line.NEAR.with(node.name() + "  " + note)));
        }
        return notes;
    }
}
