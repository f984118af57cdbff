package dev.carillon.cli;

import java.io.PrintWriter;
import java.util.List;

/** A terminal whose whole screen is drawn anew, and that is left as it was found. */
final class LiveScreen implements AutoCloseable {
    /** Another screen than that with what was typed (DEC private modes 1049 and 25: without a cursor). */
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l";

    private static final String END = "\u001b[?25h\u001b[?1049l";

    /** To the upper left corner (ECMA-48, CUP). */
    private static final String HOME = "\u001b[H";

    /** Nothing to the end of the line (EL), and of the screen (ED). */
    private static final String REST_OF_LINE = "\u001b[K";

    private static final String REST_OF_SCREEN = "\u001b[J";

    private final PrintWriter out;

    LiveScreen(PrintWriter out) {
        this.out = out;
        out.print(BEGIN);
        out.flush();
    }

    /** Shows these lines, which fit on the screen, and nothing else. In place, so that nothing flickers. */
    void draw(List<String> lines) {
        // No line break behind the last one: on a full screen it would move all up.
        out.print(HOME + String.join(REST_OF_LINE + "\r\n", lines) + REST_OF_LINE + REST_OF_SCREEN);
        out.flush();
    }

    @Override
    public void close() {
        out.print(END);
        out.flush();
    }
}
