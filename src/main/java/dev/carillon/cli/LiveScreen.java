package dev.carillon.cli;

import java.io.PrintWriter;
import java.util.List;

/** Draws on the whole screen of a terminal, and restores the screen at the end. */
final class LiveScreen implements AutoCloseable {
    /** Switches to the alternate screen and hides the cursor (DEC private modes 1049 and 25). */
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l";

    private static final String END = "\u001b[?25h\u001b[?1049l";

    /** Moves the cursor to the upper left corner (ECMA-48, CUP). */
    private static final String HOME = "\u001b[H";

    /** Erases to the end of the line (ECMA-48, EL), and of the screen (ED). */
    private static final String REST_OF_LINE = "\u001b[K";

    private static final String REST_OF_SCREEN = "\u001b[J";

    private final PrintWriter out;

    LiveScreen(PrintWriter out) {
        this.out = out;
        out.print(BEGIN);
        out.flush();
    }

    /** Shows only these lines, which must fit on the screen. Overwrites in place, so that nothing flickers. */
    void draw(List<String> lines) {
        // No line break after the last line: on a full screen it would scroll.
        out.print(HOME + String.join(REST_OF_LINE + "\r\n", lines) + REST_OF_LINE + REST_OF_SCREEN);
        out.flush();
    }

    @Override
    public void close() {
        out.print(END);
        out.flush();
    }
}
