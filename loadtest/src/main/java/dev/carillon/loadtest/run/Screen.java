package dev.carillon.loadtest.run;

import java.io.PrintWriter;

/** Where progress is shown: a terminal, whose last line is drawn anew, or a file, to which lines are added. */
public final class Screen {
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintWriter out;
    private final boolean terminal;
    private final boolean quiet;
    private boolean drawn;

    public Screen(PrintWriter out, boolean terminal, boolean quiet) {
        this.out = out;
        this.terminal = terminal;
        this.quiet = quiet;
    }

    boolean isTerminal() {
        return terminal;
    }

    void show(String line) {
        if (quiet) {
            return;
        }
        if (terminal) {
            out.print(CLEAR_LINE + line);
            out.flush();
            drawn = true;
        } else {
            out.println(line);
            out.flush();
        }
    }

    /** Leaves the terminal as it was found. */
    void clear() {
        if (drawn) {
            out.print(CLEAR_LINE);
            out.flush();
            drawn = false;
        }
    }
}
