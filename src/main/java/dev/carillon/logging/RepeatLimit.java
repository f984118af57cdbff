package dev.carillon.logging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Limits the lines of one kind in a time window, and counts the others, so that clients cannot fill a disk. A kind is a
 * logger, a level and a message whose variable parts are fields. Messages without fields may differ each time, so all
 * of them are one kind. The number of kinds is thus bounded by the code. May be called from any thread.
 */
final class RepeatLimit {
    static final Duration WINDOW = Duration.ofSeconds(10);
    /** The most lines of a kind in one window. */
    static final int LINES = 100;
    /** The most lines of a kind in a window after one in which lines were suppressed. */
    static final int LINES_WHILE_SUPPRESSING = 10;

    private final LongSupplier nanoTime;
    private final Map<Kind, Window> windows = new ConcurrentHashMap<>();

    /**
     * @param distinguishing the fields that distinguish kinds
     */
    record Kind(String logger, Level level, String message, List<LogField> distinguishing) {
        static Kind of(LogRecord line) {
            List<LogField> fields = LogEvent.fieldsOf(line);
            return new Kind(
                    String.valueOf(line.getLoggerName()),
                    line.getLevel(),
                    fields.isEmpty() ? "" : String.valueOf(line.getMessage()),
                    fields.stream().filter(LogField::distinguishesKinds).toList());
        }
    }

    /** The number of suppressed lines of one kind in one window. */
    record Suppressed(Kind kind, long count) {}

    private static final class Window {
        private long beginNanos;
        private int allowed = LINES;
        private int written;
        private long suppressed;

        Window(long beginNanos) {
            this.beginNanos = beginNanos;
        }

        boolean isOver(long now) {
            return now - beginNanos >= WINDOW.toNanos();
        }

        /** Begins the next window. Returns the number of suppressed lines in the window that ends. */
        long next(long now) {
            long before = suppressed;
            allowed = before > 0 ? LINES_WHILE_SUPPRESSING : LINES;
            beginNanos = now;
            written = 0;
            suppressed = 0;
            return before;
        }
    }

    /** @param nanoTime as {@link System#nanoTime} */
    RepeatLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether {@code line} may be written. */
    boolean admits(LogRecord line) {
        long now = nanoTime.getAsLong();
        Window window = windows.computeIfAbsent(Kind.of(line), first -> new Window(now));
        synchronized (window) {
            // A window with suppressed lines is ended by suppressed(), which reports them.
            if (window.suppressed == 0 && window.isOver(now)) {
                window.next(now);
            }
            if (window.written < window.allowed) {
                window.written++;
                return true;
            }
            window.suppressed++;
            return false;
        }
    }

    /**
     * The suppressed lines of windows that have ended. Called about once a second.
     *
     * @param all whether to include windows that have not ended
     */
    List<Suppressed> suppressed(boolean all) {
        long now = nanoTime.getAsLong();
        List<Suppressed> suppressed = new ArrayList<>();
        windows.forEach((kind, window) -> {
            synchronized (window) {
                if (window.suppressed > 0 && (all || window.isOver(now))) {
                    suppressed.add(new Suppressed(kind, window.next(now)));
                }
            }
        });
        return suppressed;
    }
}
