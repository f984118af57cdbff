package dev.carillon.loadtest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Handles Ctrl-C and SIGTERM: the run ends early, its summary is still printed, and the process ends with the exit code
 * of an interrupted run. The JVM waits only for its shutdown hooks, so one of them waits for the summary, at most 30 s.
 *
 * <p>A verb that runs several load tests one after the other registers each one when it begins. An interruption ends
 * the registered load test too, and the process ends when the verb has reported all results.
 *
 * <p>The main thread registers runs and reports the end; the thread of the shutdown hook ends the run.
 */
final class Interruption {
    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch reported = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endEarly, "load-test-interruption");
    private volatile @Nullable Runnable ending;
    private volatile @Nullable Runnable partEnding;
    private volatile boolean interrupted;
    private volatile ExitCode exitCode = ExitCode.INTERRUPTED;

    /** The interruption of the load test command to which {@code verb} belongs. */
    static Interruption of(CommandSpec verb) {
        return ((LoadTestCommand) verb.parent().userObject()).interruption();
    }

    /** From now on an interruption calls {@code endEarly}. */
    void begin(Runnable endEarly) {
        if (ending == null) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
        ending = endEarly;
    }

    /** Registers one of several runs, as {@link #begin} does. After an interruption, the run ends at once. */
    void beginPart(Runnable endEarly) {
        partEnding = endEarly;
        if (interrupted) {
            endEarly.run();
        }
    }

    boolean wasInterrupted() {
        return interrupted;
    }

    /** Reports that the summary is complete. After an interruption, the process then ends with {@code code}. */
    ExitCode endsWith(ExitCode code) {
        exitCode = code;
        reported.countDown();
        if (!interrupted) {
            removeHook();
        }
        return code;
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyRunning) {
            // The JVM is shutting down: the hook ends the process.
            assert exitCode != null;
        }
    }

    private void endEarly() {
        interrupted = true;
        run(ending);
        run(partEnding);
        try {
            if (reported.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(exitCode.code());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(@Nullable Runnable ending) {
        if (ending != null) {
            ending.run();
        }
    }
}
