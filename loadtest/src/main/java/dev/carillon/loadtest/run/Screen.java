package dev.carillon.loadtest.run;

import dev.carillon.loadtest.report.Page;
import java.io.PrintWriter;
import java.util.List;

/** Shows progress: in a terminal the last lines are drawn again, in a file lines are added. */
public final class Screen {
    /** A line that is too long is cut, so that as many rows are erased as lines were drawn (DEC private mode 7). */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintWriter out;
    private final boolean terminal;
    private final int width;
    private final boolean quiet;
    private int drawn;

    private Screen(PrintWriter out, boolean terminal, int width, boolean quiet) {
        this.out = out;
        this.terminal = terminal;
        this.width = width;
        this.quiet = quiet;
    }

    /** A terminal with escape sequences and this number of columns. */
    public static Screen terminal(PrintWriter out, int width) {
        return new Screen(out, true, width, false);
    }

    /** A file: whole lines are added now and then, or none where it is {@code quiet}. */
    public static Screen file(PrintWriter out, boolean quiet) {
        return new Screen(out, false, Page.UNLIMITED, quiet);
    }

    /** A terminal that does not know escape sequences: lines are added as in a file, and wrapped. */
    public static Screen plainTerminal(PrintWriter out, int width) {
        return new Screen(out, false, width, false);
    }

    /** Columns of a line. */
    int width() {
        return width;
    }

    boolean isTerminal() {
        return terminal;
    }

    /** Adds a line that stays. */
    void say(String line) {
        if (!quiet) {
            clear();
            out.print(new Page(width).paragraph(line));
            out.flush();
        }
    }

    /** Draws these lines in place of those that were drawn before. */
    void draw(List<String> lines) {
        if (!quiet) {
            out.print(eraser() + NO_WRAP + String.join("\n", lines) + "\n" + WRAP);
            out.flush();
            drawn = lines.size();
        }
    }

    /** Leaves the terminal as it was found. */
    void clear() {
        out.print(eraser());
        out.flush();
        drawn = 0;
    }

    private String eraser() {
        // To the beginning of the line that is so many above, and everything from there on away (ECMA-48, 8.3.35,
        // 8.3.39).
        return drawn == 0 ? "" : "\u001b[%dF\u001b[0J".formatted(drawn);
    }
}
