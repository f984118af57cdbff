package dev.carillon.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.lang.System.Logger.Level;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Makes all lines of the process go to standard error in one form. */
public final class ServiceLog {
    /** Kept here, or it could be collected with its handler. */
    private static final Logger ROOT = Logger.getLogger("");

    private ServiceLog() {}

    /**
     * Takes the place of the JDK's handler for the console. Levels and handlers for other places, as a file of
     * {@code java.util.logging.config.file} sets them, stay.
     */
    public static void begin(Formatter formatter) {
        // The first line loads classes and opens files of the JDK; it might be the one that says that no file can be
        // opened.
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
