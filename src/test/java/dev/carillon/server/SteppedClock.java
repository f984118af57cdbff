package dev.carillon.server;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The time of day of a process, which a test sets while the process runs. The process loads a small library before the
 * C library, which is compiled here from {@code src/test/c/stepped-clock.c}. The machine's clock does not change, and
 * neither does the process's monotonic clock.
 */
final class SteppedClock {
    private final Path library;
    private final Path step;

    private SteppedClock(Path library, Path step) {
        this.library = library;
        this.step = step;
    }

    /** Without a compiler the test is skipped. */
    static SteppedClock create(Path directory) throws IOException, InterruptedException {
        SteppedClock made = new SteppedClock(directory.resolve("stepped-clock.so"), directory.resolve("step"));
        made.compile();
        made.step(Duration.ZERO);
        return made;
    }

    private void compile() throws IOException, InterruptedException {
        ProcessBuilder compiler =
                new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", library.toString(), "src/test/c/stepped-clock.c");
        try {
            Process compiling = compiler.redirectErrorStream(true).start();
            String said = new String(compiling.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (compiling.waitFor() != 0) {
                throw new AssertionError("expected gcc to compile stepped-clock.c, but it failed: " + said);
            }
        } catch (IOException missing) {
            abort("no clock can be stepped without gcc: " + missing.getMessage());
        }
    }

    /** The shell commands after which a process has this clock. */
    String commands() {
        return "export LD_PRELOAD=" + library + " STEPPED_CLOCK=" + step;
    }

    /** Sets the difference to the machine's clock, at once. */
    void step(Duration fromMachine) throws IOException {
        // In place, since the processes have mapped the file.
        try (FileChannel file = FileChannel.open(step, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putLong(0, fromMachine.toSeconds());
            file.write(seconds, 0);
        }
    }
}
