package dev.carillon.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Log lines that are too many, or cannot be written. */
class LineHandlerTest {
    private final AtomicLong now = new AtomicLong();
    private final Output out = new Output();
    private final LineHandler handler = new LineHandler(new TextLines(), out, now::get).start();

    @Test
    void aLineIsWrittenAtOnce() throws InterruptedException {
        handler.publish(line("a", "hello"));
        assertThat(out.next()).endsWith(" INFO a hello\n");
    }

    @Test
    void suppressedLinesAreReportedInOneLine() throws InterruptedException {
        for (int i = 0; i < RepeatLimit.LINES + 12_345; i++) {
            handler.publish(line("audit", "refused", LogField.kind("reason", "expired"), LogField.of("n", i)));
        }
        for (int i = 0; i < RepeatLimit.LINES; i++) {
            assertThat(out.next()).endsWith(" reason=expired n=" + i + "\n");
        }
        now.addAndGet(RepeatLimit.WINDOW.toNanos());
        assertThat(out.next())
                .endsWith(" INFO audit … and 12,345 more like this in the last 10 s like=refused more=12345"
                        + " reason=expired\n");
    }

    /** For example a full pipe: an event loop that waited for it would serve no client. */
    @Test
    void aBlockedOutputDelaysNoCaller() {
        out.block();
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 3 * LogWriter.LINES_WAITING; i++) {
                handler.publish(line("a" + i, "hello"));
            }
        });
        out.goOn();
        int told = 0;
        String last = "";
        while (!last.contains(" lost=")) {
            last = out.nextOrFail();
            told++;
        }
        // One is being written while the queue fills.
        assertThat(told - 1).isBetween(1, LogWriter.LINES_WAITING + 1);
        assertThat(last).contains("lines of this log are lost");
    }

    @Test
    void aBlockedOutputDoesNotPreventTheExit() {
        out.block();
        handler.publish(line("a", "hello"));
        handler.publish(line("a", "hello"));
        assertTimeoutPreemptively(Duration.ofSeconds(5), handler::close);
        out.goOn();
    }

    @Test
    void aLineThatCannotBeWrittenIsCountedAndTheNextBeginsOnANewLine() throws InterruptedException {
        out.failOnce(new IOException("No space left on device"));
        handler.publish(line("a", "first"));
        handler.publish(line("a", "second"));
        assertThat(out.next())
                .as("what may have been written in part ends here")
                .isEqualTo("\n");
        assertThat(out.next()).endsWith(" second\n");
        assertThat(out.next()).endsWith(" lost=1\n");
    }

    @Test
    void aLineThatCannotBeFormattedDelaysNoOther() throws InterruptedException {
        LogRecord bad = line("a", "hello {0}");
        bad.setParameters(new Object[] {
            new Object() {
                @Override
                public String toString() {
                    throw new IllegalStateException("no text");
                }
            }
        });
        handler.publish(bad);
        handler.publish(line("a", "next"));
        assertThat(out.next()).startsWith("20");
        assertThat(out.next()).endsWith(" next\n");
    }

    @Test
    void queuedAndSuppressedLinesAreWrittenAtTheEnd() throws InterruptedException {
        for (int i = 0; i < RepeatLimit.LINES + 2; i++) {
            handler.publish(line("a", "hello", LogField.of("n", i)));
        }
        handler.close();
        for (int i = 0; i < RepeatLimit.LINES; i++) {
            out.next();
        }
        assertThat(out.next()).contains("… and 2 more like this");
    }

    private static LogRecord line(String logger, String message, LogField... fields) {
        LogRecord line = new LogRecord(Level.INFO, message);
        line.setLoggerName(logger);
        line.setParameters(fields);
        return line;
    }

    /** The written bytes, one element per write. */
    private static final class Output extends OutputStream {
        private final LinkedBlockingQueue<String> written = new LinkedBlockingQueue<>();
        private volatile CountDownLatch open = new CountDownLatch(0);
        private volatile List<IOException> failures = List.of();

        void block() {
            open = new CountDownLatch(1);
        }

        void goOn() {
            open.countDown();
        }

        void failOnce(IOException failure) {
            failures = List.of(failure);
        }

        String next() throws InterruptedException {
            String line = written.poll(5, TimeUnit.SECONDS);
            assertThat(line).as("a line within 5 s").isNotNull();
            return line;
        }

        String nextOrFail() {
            try {
                return next();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        @Override
        public void write(int b) {
            throw new AssertionError("expected whole lines");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            awaitOpen();
            if (!failures.isEmpty()) {
                IOException failure = failures.getFirst();
                failures = List.of();
                throw failure;
            }
            written.add(new String(bytes, offset, length, UTF_8));
        }

        /** Continues to wait after an interrupt, as write(2) to a pipe does. */
        private void awaitOpen() {
            while (open.getCount() > 0) {
                try {
                    open.await();
                } catch (InterruptedException waitsOn) {
                    // The thread is a daemon that ends with the test.
                    assert open.getCount() >= 0;
                }
            }
        }
    }
}
