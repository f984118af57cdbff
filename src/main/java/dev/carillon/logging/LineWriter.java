package dev.carillon.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Writes lines on a thread of its own, so that an output that takes nothing (a pipe that is full, a disk that is slow) holds up
 * no event loop. What finds no room in the queue, or cannot be written, is lost and counted.
 */
final class LineWriter {
    static final int LINES_WAITING = 1024;

    private static final long END_MILLIS = 1000;
    private static final byte[] LINE_END = {'\n'};

    private final OutputStream out;
    private final LongFunction<String> lostLine;
    private final Runnable eachSecond;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(LINES_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean ending;
    /** Whether a line may have been written in part. */
    private boolean torn;

    /**
     * @param lostLine the line that tells how many were lost
     * @param eachSecond called on the thread of this, about once a second
     */
    LineWriter(OutputStream out, LongFunction<String> lostLine, Runnable eachSecond) {
        this.out = out;
        this.lostLine = lostLine;
        this.eachSecond = eachSecond;
        this.thread = Thread.ofPlatform().name("log").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Never waits. Any thread may call it. */
    void write(String line) {
        if (ending || !waiting.offer(line)) {
            lost.incrementAndGet();
        }
    }

    /** Lines that could not be written and of which no line tells yet. */
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
            String line = next(nextSecond - now);
            if (!line.isEmpty()) {
                put(line);
                tellLost();
            }
        }
    }

    /** The next line, empty if none comes in this time. */
    private String next(long nanos) {
        try {
            String line = waiting.poll(nanos, TimeUnit.NANOSECONDS);
            return line == null ? "" : line;
        } catch (InterruptedException ended) {
            return "";
        }
    }

    /** When there is room again, and before anything else. */
    private void tellLost() {
        long count = torn ? 0 : lost.getAndSet(0);
        if (count > 0) {
            put(lostLine.apply(count));
        }
    }

    private void put(String line) {
        try {
            if (torn) {
                out.write(LINE_END);
                torn = false;
            }
            out.write(line.getBytes(UTF_8));
        } catch (IOException notWritten) {
            // There is no other place that this could be told in.
            torn = true;
            lost.incrementAndGet();
        }
    }

    /** Writes what waits, for a second at most. Lines that come later are lost. */
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
