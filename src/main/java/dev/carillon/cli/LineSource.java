package dev.carillon.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads lines on a virtual thread, so that the caller can do something else while no line comes. */
final class LineSource {
    private static final int AHEAD = 1000;

    private final BlockingQueue<Next> queue = new ArrayBlockingQueue<>(AHEAD);

    /** An event of an input. */
    sealed interface Next {
        final class Line implements Next {
            private final byte[] bytes;

            Line(byte[] bytes) {
                this.bytes = bytes;
            }

            byte[] bytes() {
                return bytes;
            }
        }

        /** No line has come in the given time. */
        record Pause() implements Next {}

        /**
         * No more lines come.
         *
         * @param failure why no more can be read; empty at the end of the input
         */
        record End(Optional<IOException> failure) implements Next {}
    }

    LineSource(LineReader reader) {
        Thread.ofVirtual().start(() -> read(reader));
    }

    private void read(LineReader reader) {
        try {
            queue.put(readLines(reader));
        } catch (InterruptedException impossible) {
            throw new AssertionError("this thread is never interrupted", impossible);
        }
    }

    private Next.End readLines(LineReader reader) throws InterruptedException {
        try {
            for (Optional<byte[]> line = reader.read(); line.isPresent(); line = reader.read()) {
                queue.put(new Next.Line(line.get()));
            }
            return new Next.End(Optional.empty());
        } catch (IOException failure) {
            return new Next.End(Optional.of(failure));
        }
    }

    /** The next event. Waits for it for at most {@code time}. */
    Next next(Duration time) throws InterruptedException {
        @Nullable Next next = queue.poll(time.toNanos(), TimeUnit.NANOSECONDS);
        return next == null ? new Next.Pause() : next;
    }
}
