package dev.carillon.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * Formats lines and writes them on its own thread, so that a blocked output (a full pipe, a slow disk) delays no event
 * loop. A line is lost and counted if the queue is full, or if it cannot be written.
 */
final class LogWriter {
    static final int LINES_WAITING = 1024;

    private static final long END_MILLIS = 1000;
    private static final byte[] LINE_END = {'\n'};

    private final OutputStream out;
    private final Formatter formatter;
    private final LongFunction<LogRecord> lostLine;
    private final Runnable eachSecond;
    private final BlockingQueue<LogRecord> waiting = new ArrayBlockingQueue<>(LINES_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean ending;
    /** Whether the last line may have been written only in part. */
    private boolean torn;

    /**
     * @param lostLine makes the line that reports the number of lost lines
     * @param eachSecond called about once a second on the writer's thread
     */
    LogWriter(Formatter formatter, OutputStream out, LongFunction<LogRecord> lostLine, Runnable eachSecond) {
        this.formatter = formatter;
        this.out = out;
        this.lostLine = lostLine;
        this.eachSecond = eachSecond;
        this.thread = Thread.ofPlatform().name("log").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Never waits. Any thread may call it. */
    void write(LogRecord line) {
        if (ending || !waiting.offer(line)) {
            lost.incrementAndGet();
        }
    }

    /** Lost lines that have not been reported yet. */
    long lost() {
        return lost.get();
    }

    private void run() {
        long nextSecond = System.nanoTime();
        while (!ending || !waiting.isEmpty()) {
            long now = System.nanoTime();
            if (now - nextSecond >= 0) {
                nextSecond = now + TimeUnit.SECONDS.toNanos(1);
                eachSecond.run();
            }
            next(nextSecond - now).ifPresent(line -> {
                put(line);
                tellLost();
            });
        }
    }

    /** The next line, if one comes within {@code nanos}. */
    private Optional<LogRecord> next(long nanos) {
        try {
            return Optional.ofNullable(waiting.poll(nanos, TimeUnit.NANOSECONDS));
        } catch (InterruptedException ended) {
            return Optional.empty();
        }
    }

    /** Reports lost lines before any other line, when the output accepts lines again. */
    private void tellLost() {
        long count = torn ? 0 : lost.getAndSet(0);
        if (count > 0) {
            put(lostLine.apply(count));
        }
    }

    private void put(LogRecord line) {
        byte[] bytes = bytes(line);
        try {
            if (torn) {
                out.write(LINE_END);
                torn = false;
            }
            out.write(bytes);
        } catch (IOException notWritten) {
            // There is no other place to report this.
            torn = true;
            lost.incrementAndGet();
        }
    }

    private byte[] bytes(LogRecord line) {
        try {
            return formatter.format(line).getBytes(UTF_8);
        } catch (RuntimeException | StackOverflowError unformattable) {
            // For example, toString() of a parameter of another library fails.
            LogRecord instead = new LogRecord(line.getLevel(), "a line could not be formatted");
            instead.setLoggerName(line.getLoggerName());
            return formatter.format(instead).getBytes(UTF_8);
        }
    }

    /** Writes the queued lines, for at most a second. Lines that come later are lost. */
    void end() {
        ending = true;
        thread.interrupt();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
