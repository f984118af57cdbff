package dev.carillon.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Text for a terminal. Lines are wrapped between words, so that no line is longer than the terminal is wide. A word is
 * broken only if it is longer than a line. The width is at least 24 columns.
 */
public final class Page {
    /** The width for a file: no line is wrapped. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int LABEL_WIDTH = 13;
    private static final int WIDTH_MIN = 24;
    private static final String BULLET = "  - ";

    private final StringBuilder text = new StringBuilder();
    private final int width;
    private final int labelWidth;
    private String label = "";

    /** Makes an empty page with lines of at most {@code width} columns. */
    public Page(int width) {
        this(width, LABEL_WIDTH);
    }

    Page(int width, int labelWidth) {
        this.width = Math.max(WIDTH_MIN, width);
        this.labelWidth = labelWidth;
    }

    /** Adds text without a label. */
    public Page paragraph(String words) {
        wrap("", 0, words);
        return this;
    }

    /** Adds an item of a list. */
    public Page bullet(String words) {
        wrap(BULLET, BULLET.length(), words);
        return this;
    }

    Page indented(String words) {
        wrap("  ", 2, words);
        return this;
    }

    /** Adds an empty line. */
    public Page blank() {
        text.append('\n');
        return this;
    }

    /** Sets the label of the next line or table. The label is in its first line only. */
    Page label(String next) {
        label = next;
        return this;
    }

    /** Adds text with figures in the column after the labels. */
    Page line(String format, Object... figures) {
        wrap(labelColumn(), labelWidth, Figures.text(format, figures));
        return this;
    }

    /**
     * Adds a table in the column after the labels. The first line has the names of the columns, and the first cell of
     * each row is its name. If the table is wider than the terminal, each row becomes a sentence.
     */
    Page table(Table table) {
        if (table.width() <= width - labelWidth) {
            table.lines().forEach(row -> append(labelColumn() + row));
        } else {
            table.sentences().forEach(row -> wrap(labelColumn(), labelWidth, row));
        }
        return this;
    }

    /** Adds a table without a label, indented by two spaces. */
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

    /** Splits text into words, and words longer than a line into pieces of at most {@code most} characters. */
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
     * A table of texts.
     *
     * @param heads the names of the columns. The name of the first, which contains the names of the rows, may be empty
     * @param rows the cells of each row, one for each column
     * @param widths the least width of each column
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

        /** Makes a table whose columns are as wide as their widest cells. */
        public Table(List<String> heads, List<List<String>> rows) {
            this(heads, rows, heads.stream().map(head -> 0).toList());
        }

        /** Aligns the first column, and columns without a head, to the left. Aligns all others to the right. */
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
