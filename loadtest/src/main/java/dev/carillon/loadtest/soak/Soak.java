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

/** Several load tests that run at the same time. Each has its own loops and is led by its own thread. */
public final class Soak {
    private final SequencedMap<String, LoadTest> parts = new LinkedHashMap<>();

    /** Makes a load test of each plan. {@code screen} shows the progress of the first one only. */
    public Soak(SequencedMap<String, Plan> plans, Screen screen) {
        Screen dark = Screen.file(new PrintWriter(Writer.nullWriter()), true);
        plans.forEach((name, plan) -> parts.put(name, new LoadTest(plan, parts.isEmpty() ? screen : dark)));
    }

    /**
     * Runs all load tests and waits until all have ended. Called once.
     *
     * @return the reports by the names of the plans
     * @throws ExecutionException if one of them could not run, with the reason
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

    /** Ends all load tests now. May be called from any thread. */
    public void endEarly() {
        parts.values().forEach(LoadTest::endEarly);
    }

    private static FutureTask<Report> begun(String name, LoadTest part) {
        FutureTask<Report> task = new FutureTask<>(part::run);
        Thread.ofPlatform().name("soak-" + name).daemon().start(task);
        return task;
    }
}
