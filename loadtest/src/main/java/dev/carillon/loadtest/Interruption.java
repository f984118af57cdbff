package dev.carillon.loadtest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Ctrl-C and SIGTERM: the run ends early, its summary is still printed, and the process ends with the exit code of an
 * interrupted run. The JVM waits only for its shutdown hooks, so one of them waits for the summary.
 *
 * <p>A verb that runs several load tests one after the other registers each when it begins: an interruption ends that
 * one too, and the process ends when the verb has reported the results of all.
 */
final class Interruption {
    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endEarly, "load-test-interruption");
    private volatile @Nullable Runnable ending;
    private volatile @Nullable Runnable partEnding;
    private volatile boolean come;
    private volatile ExitCode exitCode = ExitCode.INTERRUPTED;

    /** Of the command that {@code verb} is one of the verbs of. */
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

    /** As {@link #begin}, for one of several runs; it ends at once where an interruption has come. */
    void beginPart(Runnable endEarly) {
        partEnding = endEarly;
        if (come) {
            endEarly.run();
        }
    }

    boolean hasCome() {
        return come;
    }

    /** The summary is complete: the process may end, as it does without an interruption. */
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
        run(ending);
        run(partEnding);
        try {
            if (told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(exitCode.code());
            }
        } catch (InterruptedException nobodyWaitsAnyMore) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(@Nullable Runnable ending) {
        if (ending != null) {
            ending.run();
        }
    }
}
