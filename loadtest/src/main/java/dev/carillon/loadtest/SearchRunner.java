package dev.carillon.loadtest;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Search;
import dev.carillon.loadtest.report.Outcome;
import dev.carillon.loadtest.report.Page;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Verdict;
import dev.carillon.loadtest.run.Distribution;
import dev.carillon.loadtest.run.WorkerLost;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** Performs step after step of a search: a line for each, and the summary of the last that was good. */
final class SearchRunner {
    private static final String INTERRUPTED = "it was interrupted";

    private final PlanRunner runner;
    private final PrintWriter out;
    private final int workers;
    private final Search search;
    private final PlanRunner.Telling telling;

    /** The last that was good, or the first where none was. */
    private @Nullable Report best;

    /** @param telling with what a good step must show */
    SearchRunner(PlanRunner runner, int workers, Search search, PlanRunner.Telling telling) {
        this.runner = runner;
        this.out = runner.out();
        this.workers = workers;
        this.search = search;
        this.telling = telling;
    }

    /**
     * Passes when at least the first step was good.
     *
     * @param planner makes the plan at which all is so many times what it was at the first step
     */
    ExitCode run(Plan first, DoubleFunction<Plan> planner) {
        try {
            return search(first, planner);
        } catch (WorkerLost reason) {
            return runner.lost(reason);
        }
    }

    private ExitCode search(Plan first, DoubleFunction<Plan> planner) {
        End end = step(first);
        for (double scale = search.factor(); end.isNotYet(); scale *= search.factor()) {
            Plan next = planner.apply(scale);
            end = search.reaches(next) ? step(next) : End.of(Outcome.PASSED, "no more was asked for");
        }
        out.println("the search ended: " + end.reason);
        out.flush();
        if (best == null) {
            return runner.endsWith(ExitCode.NOT_POSSIBLE_HERE);
        }
        out.println();
        Verdict verdict = Verdict.of(best, telling.expectations());
        return runner.tell(best, verdict.outcome() == Outcome.PASSED ? of(end, verdict) : verdict, telling);
    }

    /** A step that fails is what a search is for; one that says nothing about the server leaves the search without its end. */
    private Verdict of(End end, Verdict good) {
        return switch (end.outcome) {
            case PASSED, FAILED, BROKEN -> good;
            case INVALID, INTERRUPTED ->
                good.decidedBy(
                        end.outcome,
                        "the search is sure up to %s only: beyond that %s"
                                .formatted(
                                        search.text(Objects.requireNonNull(best).plan()), end.reason));
        };
    }

    /** Returns how the search ends with this step, if it does. */
    private End step(Plan plan) {
        Distribution distribution = runner.distribution(plan, workers);
        if (!runner.isPossible(plan, distribution)) {
            return End.of(Outcome.INVALID, "this machine cannot hold " + plan.sockets() + " connections");
        }
        Report report = runner.run(plan, distribution);
        Verdict verdict = Verdict.of(report, telling.expectations());
        boolean good = verdict.outcome() == Outcome.PASSED;
        String line = "%-20s p99 %s  %s"
                .formatted(search.text(plan), p99(report), good ? "good" : String.join("; ", verdict.reasons()));
        out.print(new Page(runner.width()).paragraph(line));
        out.flush();
        if (good || best == null) {
            best = report;
        }
        return switch (verdict.outcome()) {
            case PASSED -> runner.isInterrupted() ? End.of(Outcome.INTERRUPTED, INTERRUPTED) : End.NOT_YET;
            case FAILED -> End.of(Outcome.FAILED, "the server did not do all that it should");
            case BROKEN -> End.of(Outcome.BROKEN, "it was not as expected");
            case INVALID -> End.of(Outcome.INVALID, "the tester itself was the bottleneck");
            case INTERRUPTED -> End.of(Outcome.INTERRUPTED, INTERRUPTED);
        };
    }

    private static String p99(Report report) {
        return report.tally().work() instanceof DeliveryTally deliveries && deliveries.fromIntended.getTotalCount() > 0
                ? String.format(
                        Locale.ROOT,
                        "%,d ms",
                        TimeUnit.NANOSECONDS.toMillis(deliveries.fromIntended.getValueAtPercentile(99)))
                : "not measured";
    }

    /**
     * How a search ended.
     *
     * @param outcome of the step that ended it
     */
    private record End(Outcome outcome, String reason) {
        static final End NOT_YET = new End(Outcome.PASSED, "");

        static End of(Outcome outcome, String reason) {
            return new End(outcome, reason);
        }

        boolean isNotYet() {
            return reason.isEmpty();
        }
    }
}
