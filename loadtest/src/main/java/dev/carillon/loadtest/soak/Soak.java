package dev.carillon.loadtest.soak;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.run.LoadTest;
import dev.carillon.loadtest.run.Screen;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Load tests that run at once, each with loops of its own. */
public final class Soak {
    private final SequencedMap<String, LoadTest> parts = new LinkedHashMap<>();

    /** Shows on {@code screen} how the first of {@code plans} is doing. */
    public Soak(SequencedMap<String, Plan> plans, Screen screen) {
        Screen dark = Screen.file(new PrintWriter(Writer.nullWriter()), true);
        plans.forEach((name, plan) -> parts.put(name, new LoadTest(plan, parts.isEmpty() ? screen : dark)));
    }

    /**
     * Runs all of them and waits for the last to end; called once.
     *
     * @throws ExecutionException when one of them could not run at all, with the reason
     */
    public SequencedMap<String, Report> run() throws InterruptedException, ExecutionException {
        Map<String, FutureTask<Report>> running = new LinkedHashMap<>();
        parts.forEach((name, part) -> running.put(name, begun(name, part)));
        SequencedMap<String, Report> reports = new LinkedHashMap<>();
        for (Map.Entry<String, FutureTask<Report>> part : running.entrySet()) {
            reports.put(part.getKey(), part.getValue().get());
        }
        return reports;
    }

    /** Has all of them end now; may be called from any thread. */
    public void endEarly() {
        parts.values().forEach(LoadTest::endEarly);
    }

    private static FutureTask<Report> begun(String name, LoadTest part) {
        FutureTask<Report> task = new FutureTask<>(part::run);
        Thread.ofPlatform().name("soak-" + name).daemon().start(task);
        return task;
    }
}
