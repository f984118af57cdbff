package dev.carillon.loadtest.run;

import dev.carillon.loadtest.report.Page;
import java.io.PrintWriter;
import java.util.List;

/** Shows progress: in a terminal the last lines are replaced, in a file lines are added. */
public final class Screen {
    /**
     * Switches wrapping off (DEC private mode 7): a line that is too long is cut, so each line that is drawn is one row
     * to erase.
     */
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

    /** The screen for a terminal with escape sequences; {@code width} is its number of columns. */
    public static Screen terminal(PrintWriter out, int width) {
        return new Screen(out, true, width, false);
    }

    /** The screen for a file: whole lines are added from time to time, or none if it is {@code quiet}. */
    public static Screen file(PrintWriter out, boolean quiet) {
        return new Screen(out, false, Page.UNLIMITED, quiet);
    }

    /** The screen for a terminal without escape sequences: lines are added as in a file, and wrapped at the width. */
    public static Screen plainTerminal(PrintWriter out, int width) {
        return new Screen(out, false, width, false);
    }

    /** The number of columns. */
    int width() {
        return width;
    }

    boolean isTerminal() {
        return terminal;
    }

    /** Adds a line that is not erased later. */
    void say(String line) {
        if (!quiet) {
            clear();
            out.print(new Page(width).paragraph(line));
            out.flush();
        }
    }

    /** Replaces the lines that were drawn last by these lines. */
    void draw(List<String> lines) {
        if (!quiet) {
            out.print(eraser() + NO_WRAP + String.join("\n", lines) + "\n" + WRAP);
            out.flush();
            drawn = lines.size();
        }
    }

    /** Erases the lines that were drawn last. */
    void clear() {
        out.print(eraser());
        out.flush();
        drawn = 0;
    }

    private String eraser() {
        // Moves the cursor up to the beginning of the first drawn line (CPL), and erases everything from there on (ED;
        // ECMA-48, 8.3.13 and 8.3.39).
        return drawn == 0 ? "" : "\u001b[%dF\u001b[0J".formatted(drawn);
    }
}
