package dev.carillon.logging;

import java.io.OutputStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;

/** Receives all log lines of the process. Never throws, and never waits for the output. Any thread may call it. */
final class LineHandler extends Handler {
    private final RepeatLimit limit;
    private final LogWriter writer;

    /** @param nanoTime as {@link System#nanoTime} */
    LineHandler(Formatter formatter, OutputStream out, LongSupplier nanoTime) {
        setFormatter(formatter);
        setLevel(Level.ALL);
        this.limit = new RepeatLimit(nanoTime);
        this.writer = new LogWriter(
                formatter,
                out,
                lost -> line(
                        LineHandler.class.getName(),
                        Level.WARNING,
                        "lines of this log are lost, since it could not be written as fast as they came",
                        LogField.of("lost", lost)),
                () -> writeSuppressed(false));
    }

    LineHandler start() {
        writer.start();
        return this;
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line) && limit.admits(line)) {
            writer.write(line);
        }
    }

    private void writeSuppressed(boolean all) {
        for (RepeatLimit.Suppressed suppressed : limit.suppressed(all)) {
            RepeatLimit.Kind kind = suppressed.kind();
            LogField[] fields = Stream.concat(
                            Stream.of(
                                    LogField.of("like", kind.message().isEmpty() ? null : kind.message()),
                                    LogField.of("more", suppressed.count())),
                            kind.distinguishing().stream())
                    .toArray(LogField[]::new);
            writer.write(line(
                    kind.logger(),
                    kind.level(),
                    String.format(
                            Locale.ROOT,
                            "… and %,d more like this in the last %d s",
                            suppressed.count(),
                            RepeatLimit.WINDOW.toSeconds()),
                    fields));
        }
    }

    private static LogRecord line(String logger, Level level, String message, LogField... fields) {
        LogRecord line = new LogRecord(level, message);
        line.setLoggerName(logger);
        line.setParameters(fields);
        return line;
    }

    /** Does nothing, since each line is written as soon as possible. */
    @Override
    public void flush() {}

    /** Also called by the JVM when it exits. */
    @Override
    public void close() {
        writeSuppressed(true);
        writer.end();
    }
}
