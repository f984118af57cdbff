package dev.carillon.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.lang.System.Logger.Level;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends all log lines of the process to standard error, in one format. */
public final class ServiceLog {
    /** A strong reference: java.util.logging holds loggers weakly, and the handler would be collected with this one. */
    private static final Logger ROOT = Logger.getLogger("");

    private ServiceLog() {}

    /**
     * Replaces the JDK's console handler. Levels and other handlers, which a file of {@code
     * java.util.logging.config.file} may set, remain.
     */
    public static void begin(Formatter formatter) {
        // Formatting the first line loads classes and opens files of the JDK. If the first line reported that no file
        // can be opened, that would fail.
        LogRecord first = new LogRecord(java.util.logging.Level.INFO, "");
        first.setThrown(new IllegalStateException());
        assert !formatter.format(first).isEmpty();
        for (Handler handler : ROOT.getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                ROOT.removeHandler(handler);
            }
        }
        ROOT.addHandler(new LineHandler(formatter, new FileOutputStream(FileDescriptor.err), System::nanoTime).start());
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> System.getLogger(ServiceLog.class.getName())
                .log(Level.ERROR, "thread " + thread.getName() + " ended", failure));
    }
}
