package dev.carillon.loadtest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM: the run ends early, its summary is still printed, and the process ends with the run's own exit code.
 * The JVM waits for nobody but its shutdown hooks, so one of them waits for the summary.
 */
final class Interruption {
    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endEarly, "load-test-interruption");
    private volatile @Nullable Runnable ending;
    private volatile boolean come;
    private volatile ExitCode exitCode = ExitCode.INVALID;

    /** From now on it is {@code endEarly} that has the run end. */
    void begin(Runnable endEarly) {
        if (ending == null) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
        ending = endEarly;
    }

    boolean hasCome() {
        return come;
    }

    /** All has been told: the process may end, as it does by itself when nobody interrupts. */
    ExitCode endsWith(ExitCode code) {
        exitCode = code;
        told.countDown();
        if (!come) {
            removeHook();
        }
        return code;
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyRunning) {
            // Then it ends the process by itself.
            assert exitCode != null;
        }
    }

    private void endEarly() {
        come = true;
        Runnable running = ending;
        if (running != null) {
            running.run();
        }
        try {
            if (told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(exitCode.code());
            }
        } catch (InterruptedException nobodyWaitsAnyMore) {
            Thread.currentThread().interrupt();
        }
    }
}
