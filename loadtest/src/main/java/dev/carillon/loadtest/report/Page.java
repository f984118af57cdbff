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
    private String label = "";

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

    /** The label of what comes next, which stands in its first line only. */
    Page label(String next) {
        label = next;
        return this;
    }

    /** Words with figures, behind the label if there is one. */
    Page line(String format, Object... figures) {
        wrap(labelColumn(), labelWidth, Figures.text(format, figures));
        return this;
    }

    /**
     * A table behind the label; the first row names the columns, the first cell of each other row names the row. Where
     * it is wider than the terminal, each row becomes a sentence.
     */
    Page table(Table table) {
        if (table.width() <= width - labelWidth) {
            table.lines().forEach(row -> append(labelColumn() + row));
        } else {
            table.sentences().forEach(row -> wrap(labelColumn(), labelWidth, row));
        }
        return this;
    }

    /** A table with no label, two spaces from the margin. */
    public Page indentedTable(Table table) {
        if (table.width() <= width - 2) {
            table.lines().forEach(row -> append("  " + row));
        } else {
            table.sentences().forEach(this::bullet);
        }
        return this;
    }

    private String labelColumn() {
        String column = label + " ".repeat(Math.max(1, labelWidth - label.length()));
        label = "";
        return column;
    }

    private void append(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    private void wrap(String first, int indent, String words) {
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : pieces(words, width - indent)) {
            if (!empty && line.length() + 1 + word.length() > width) {
                append(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        append(line.toString());
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
        private List<String> lines() {
            String format = IntStream.range(0, heads.size())
                    .mapToObj(column -> (column == 0 ? "%" : "  %")
                            + (heads.get(column).isEmpty() || column == 0 ? "-" : "")
                            + Math.max(1, width(column)) + "s")
                    .collect(Collectors.joining());
            List<List<String>> all = new ArrayList<>(rows);
            all.addFirst(heads);
            return all.stream().map(row -> format.formatted(row.toArray())).toList();
        }

        private int width() {
            return lines().getFirst().length();
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
