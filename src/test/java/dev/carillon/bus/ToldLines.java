package dev.carillon.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Records log lines until it is closed. */
public final class ToldLines extends Handler implements AutoCloseable {
    private final BlockingQueue<LogRecord> told = new LinkedBlockingQueue<>();
    private final Logger logger;

    public ToldLines(Class<?> by) {
        this(Logger.getLogger(by.getName()));
    }

    public ToldLines(Logger logger) {
        this.logger = logger;
        logger.addHandler(this);
    }

    /** Waits for the next {@code count} lines. */
    public List<String> next(int count) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LogRecord next = told.poll(10, SECONDS);
            assertThat(next).as("told within 10 s after " + lines).isNotNull();
            lines.add(next.getMessage());
        }
        return lines;
    }

    /** All lines so far that are warnings or worse. */
    public List<String> warnings() {
        return told.stream()
                .filter(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
                .map(line -> line.getMessage() + " " + line.getThrown())
                .toList();
    }

    @Override
    public void publish(LogRecord line) {
        told.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
