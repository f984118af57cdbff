package dev.carillon.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Text for a terminal. Lines are wrapped between words, so that none is longer than the terminal is wide; only a word that
 * is longer than that is broken.
 */
public final class Page {
    /** The width where lines go into a file: none is wrapped. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int LABEL_WIDTH = 13;
    private static final int WIDTH_MIN = 24;
    private static final String BULLET = "  - ";

    private final StringBuilder text = new StringBuilder();
    private final int width;
    private final int labelWidth;

    public Page(int width) {
        this(width, LABEL_WIDTH);
    }

    Page(int width, int labelWidth) {
        this.width = Math.max(WIDTH_MIN, width);
        this.labelWidth = labelWidth;
    }

    /** Lines without a label. */
    public Page paragraph(String words) {
        wrap("", 0, words);
        return this;
    }

    public Page bullet(String words) {
        wrap(BULLET, BULLET.length(), words);
        return this;
    }

    Page indented(String words) {
        wrap("  ", 2, words);
        return this;
    }

    public Page blank() {
        text.append('\n');
        return this;
    }

    /** Text behind a label, which stands in the first line only. */
    Page line(String label, String words) {
        wrap(label + " ".repeat(Math.max(1, labelWidth - label.length())), labelWidth, words);
        return this;
    }

    /**
     * A table behind a label; the first row names the columns, the first cell of each other row names the row. Where it is
     * wider than the terminal, each row becomes a sentence.
     */
    Page table(String label, Table table) {
        List<String> lines = table.lines();
        if (lines.getFirst().length() <= width - labelWidth) {
            addTable(label, lines);
        } else {
            List<String> rows = table.sentences();
            for (int i = 0; i < rows.size(); i++) {
                line(i == 0 ? label : "", rows.get(i));
            }
        }
        return this;
    }

    private void addTable(String label, List<String> lines) {
        String named = label;
        for (String line : lines) {
            String row = named + " ".repeat(Math.max(1, labelWidth - named.length())) + line;
            text.append(row.stripTrailing()).append('\n');
            named = "";
        }
    }

    /** A table with no label, two spaces from the margin. */
    public Page table(Table table) {
        List<String> lines = table.lines();
        if (lines.stream().mapToInt(String::length).max().orElse(0) <= width - 2) {
            lines.forEach(line -> text.append(("  " + line).stripTrailing()).append('\n'));
        } else {
            table.sentences().forEach(this::bullet);
        }
        return this;
    }

    private void wrap(String first, int indent, String words) {
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : pieces(words, width - indent)) {
            if (!empty && line.length() + 1 + word.length() > width) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(" ".repeat(indent));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** Words, of which those longer than a line are broken. */
    private static List<String> pieces(String words, int most) {
        List<String> pieces = new ArrayList<>();
        for (String word : words.split(" ", -1)) {
            String rest = word;
            for (; rest.length() > most; rest = rest.substring(most)) {
                pieces.add(rest.substring(0, most));
            }
            pieces.add(rest);
        }
        return pieces;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /**
     * Columns, each under its name.
     *
     * @param heads the names of the columns; that of the first, which names the rows, may be empty
     * @param rows each with as many cells as there are heads
     * @param widths least width of each column
     */
    public record Table(List<String> heads, List<List<String>> rows, List<Integer> widths) {
        public Table {
            heads = List.copyOf(heads);
            rows = List.copyOf(rows);
            widths = List.copyOf(widths);
            for (List<String> row : rows) {
                if (row.size() != heads.size()) {
                    throw new IllegalArgumentException(
                            "a row must have a cell for each of " + heads + ", but was " + row);
                }
            }
        }

        /** With columns as wide as their widest cell. */
        public Table(List<String> heads, List<List<String>> rows) {
            this(heads, rows, heads.stream().map(head -> 0).toList());
        }

        /** The names of the rows, and words without a head, to the left; figures to the right. */
        List<String> lines() {
            String format = IntStream.range(0, heads.size())
                    .mapToObj(column -> (column == 0 ? "%" : "  %")
                            + (heads.get(column).isEmpty() || column == 0 ? "-" : "")
                            + Math.max(1, width(column)) + "s")
                    .collect(Collectors.joining());
            List<List<String>> all = new ArrayList<>(rows);
            all.addFirst(heads);
            return all.stream().map(row -> format.formatted(row.toArray())).toList();
        }

        private int width(int column) {
            return Math.max(
                    Math.max(widths.get(column), heads.get(column).length()),
                    rows.stream()
                            .mapToInt(row -> row.get(column).length())
                            .max()
                            .orElse(0));
        }

        private List<String> sentences() {
            return rows.stream().map(this::sentence).toList();
        }

        private String sentence(List<String> row) {
            return row.getFirst() + ": "
                    + IntStream.range(1, row.size())
                            .filter(column -> !row.get(column).isEmpty())
                            .mapToObj(column -> (heads.get(column) + " " + row.get(column)).strip())
                            .collect(Collectors.joining(", "));
        }
    }
}
