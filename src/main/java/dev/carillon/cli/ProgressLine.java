package dev.carillon.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/** Messages on standard error and, on a terminal, one line of progress below them. Any thread may use it. */
final class ProgressLine {
    private static final Duration REST = Duration.ofMillis(200);

    /** Moves to the start of the line and erases it (ECMA-48, EL). */
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter to;
    private final boolean terminal;
    private long shownNanos = System.nanoTime();
    private boolean shown;

    ProgressLine(PrintWriter to, boolean terminal) {
        this.to = to;
        this.terminal = terminal;
    }

    synchronized void tell(String message) {
        to.println((shown ? ERASE : "") + OneLine.message(message));
        to.flush();
        shown = false;
    }

    /** Shows the progress, on a terminal only and at most five times a second. */
    synchronized void show(Supplier<String> progress) {
        if (terminal && System.nanoTime() - shownNanos >= REST.toNanos()) {
            to.print(ERASE + progress.get());
            to.flush();
            shownNanos = System.nanoTime();
            shown = true;
        }
    }
}
