package dev.carillon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Records the lines of a logger, or of all, as JSON until it is closed, at every level. */
public final class LogLines extends Handler implements AutoCloseable {
    private final LinkedBlockingQueue<LogRecord> lines = new LinkedBlockingQueue<>();
    private final Logger logger;
    private final Level before;

    private LogLines(String logger, Level level) {
        this.logger = Logger.getLogger(logger);
        this.before = this.logger.getLevel();
        setLevel(level);
        this.logger.setLevel(level);
        this.logger.addHandler(this);
    }

    public static LogLines of(String logger) {
        return new LogLines(logger, Level.INFO);
    }

    /** All loggers at their finest level. */
    public static LogLines finest() {
        return new LogLines("", Level.ALL);
    }

    /** The next line. */
    public JsonObject next() throws InterruptedException {
        LogRecord line = lines.poll(5, TimeUnit.SECONDS);
        assertThat(line).as("a line within 5 s").isNotNull();
        return json(line);
    }

    /** The next line that matches {@code wanted}; others are skipped. */
    public JsonObject next(Predicate<JsonObject> wanted) throws InterruptedException {
        JsonObject line = next();
        while (!wanted.test(line)) {
            line = next();
        }
        return line;
    }

    /** All lines that have come and were not returned yet. */
    public List<String> rest() {
        List<LogRecord> rest = new ArrayList<>();
        lines.drainTo(rest);
        return rest.stream().map(line -> json(line).encode()).toList();
    }

    private static JsonObject json(LogRecord line) {
        return new JsonObject(new JsonLines().format(line));
    }

    @Override
    public void publish(LogRecord told) {
        // Not converted to JSON yet: at the finest level the JDK logs its own classes while it loads them.
        lines.add(told);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
