package dev.carillon.loadtest;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.report.Expectation;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Verdict;
import dev.carillon.loadtest.soak.ServiceSampler;
import dev.carillon.loadtest.soak.Soak;
import dev.carillon.loadtest.soak.SoakFiles;
import dev.carillon.loadtest.soak.SoakReport;
import dev.carillon.loadtest.soak.SoakReport.Part;
import dev.carillon.loadtest.soak.SoakSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Performs a soak, and tells what came of it. */
final class SoakRunner {
    /** So many looks make four quarters of which each has a median. */
    private static final int LOOKS_MIN = 40;
    /** A full collection and the tool that asks for it take time: no more of them than quarters need. */
    private static final int COLLECTIONS_MIN = 16;
    /** A full collection of a small heap takes some milliseconds, and tells enough once a minute. */
    private static final Duration COLLECTING_MAX = Duration.ofMinutes(1);

    private final PlanRunner runner;
    private final LoadOptions options;
    private final double growth;
    private final Duration sample;

    SoakRunner(PlanRunner runner, LoadOptions options, double growth, Duration sample) {
        this.runner = runner;
        this.options = options;
        this.growth = growth;
        this.sample = sample;
    }

    /** Whether this machine can do that; mistakes in the command line are reported before anything is started. */
    boolean isPossible(Supplier<SequencedMap<String, Plan>> planner) {
        SequencedMap<String, Plan> plans = runner.checked(planner);
        runner.prepare(plans.firstEntry().getValue());
        return runner.arePossible(List.copyOf(plans.values()));
    }

    ExitCode run(Supplier<SequencedMap<String, Plan>> planner, Supplier<? extends ServiceSampler.Subject> subject)
            throws InterruptedException, ExecutionException {
        SequencedMap<String, Plan> plans = runner.checked(planner);
        PlanRunner.Telling telling = runner.prepare(plans.firstEntry().getValue());
        ServiceSampler watch = new ServiceSampler(runner.checked(subject), interval(), collecting());
        if (!runner.arePossible(List.copyOf(plans.values()))) {
            return ExitCode.NOT_POSSIBLE_HERE;
        }
        Soak soak = new Soak(plans, runner.screen());
        runner.interruptedBy(soak::endEarly);
        watch.start();
        SequencedMap<String, Report> reports = soak.run();
        return tell(SoakReport.of(judged(reports, telling.expectations()), watch.stop(), growth), telling);
    }

    /** What is expected is expected of those that are held; where nothing is, how soon deliveries come does not matter. */
    private static SequencedMap<String, Part> judged(
            SequencedMap<String, Report> reports, List<Expectation> expectations) {
        SequencedMap<String, Part> parts = new LinkedHashMap<>();
        reports.forEach((name, report) -> {
            boolean expected = parts.isEmpty() && !expectations.isEmpty();
            parts.put(name, new Part(report, expected ? Verdict.of(report, expectations) : Verdict.ofUntimed(report)));
        });
        return parts;
    }

    private ExitCode tell(SoakReport report, PlanRunner.Telling telling) {
        telling.files().ifPresent(files -> runner.write(() -> SoakFiles.write(files, report, telling.circumstances())));
        PrintWriter out = runner.out();
        out.print(SoakSummary.of(report, runner.width()));
        telling.comparison()
                .ifPresent(older -> out.print(
                        older.with(report.parts().firstEntry().getValue().report(), runner.width())));
        out.flush();
        return runner.endsWith(ExitCode.of(report.outcome()));
    }

    private Duration interval() {
        return shorter(sample, options.duration().dividedBy(LOOKS_MIN));
    }

    private Duration collecting() {
        return shorter(COLLECTING_MAX, options.duration().dividedBy(COLLECTIONS_MIN));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
