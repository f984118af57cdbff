package dev.carillon.loadtest;

import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import dev.carillon.loadtest.report.Expectation;
import dev.carillon.loadtest.report.Outcome;
import dev.carillon.loadtest.report.Page;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Verdict;
import dev.carillon.loadtest.run.Distribution;
import dev.carillon.loadtest.run.WorkerLost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code carillon loadtest search}: increases the load step by step until a step fails. */
@Command(
        name = "search",
        description =
                "Repeats a fanout with more and more subscribers, or publications, until something is lost or late,"
                        + " and reports the last good step. The other flags define the first step.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 1k --by subscribers --factor 2 --until 64k --p99 100ms"})
final class SearchCommand extends LoadVerb {
    private static final Duration P99 = Duration.ofMillis(100);

    @Mixin
    private FanoutOptions fanout;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "rate",
            description = "What to increase: rate (of publications) or subscribers.")
    private By by;

    @Option(names = "--factor", paramLabel = "F", defaultValue = "2", description = "Factor from step to step.")
    private double factor;

    @Option(
            names = "--until",
            description = "Maximum: subscribers, or publications a second. Default: until a step fails.")
    private @Nullable Integer until;

    @Option(
            names = "--p99",
            description =
                    "A step is good when 99 %% of its deliveries come within this, all that every run must show is"
                            + " there, and every --expect is met. Default: 100ms, unless an --expect is about"
                            + " delivery.")
    private @Nullable Duration p99;

    /** The quantity that grows from step to step. */
    enum By {
        RATE,
        SUBSCRIBERS
    }

    /**
     * How a search ended, or that it continues.
     *
     * @param outcome the outcome of the last step
     * @param reason why the search ended; empty if it continues
     */
    private record End(Outcome outcome, String reason) {}

    /** Runs the search. It passes if at least the first step was good. */
    @Override
    ExitCode run() {
        Plan first = checked(() -> {
            Require.that(factor >= 1.05 && factor <= 100, "--factor must be 1.05 to 100, was " + factor);
            return plan(1);
        });
        try {
            return new Steps(prepare(first, this::bounded)).search(first);
        } catch (WorkerLost reason) {
            return lost(reason);
        }
    }

    /** Adds the limit {@code --p99} to the expectations. Its default is omitted if an expectation is about delivery. */
    private List<Expectation> bounded(List<Expectation> expectations, Workload workload) {
        if (p99 == null && expectations.stream().anyMatch(each -> each.isAbout("delivery"))) {
            return expectations;
        }
        Duration most = Objects.requireNonNullElse(p99, P99);
        Require.atLeast("--p99", Duration.ofMillis(1), most);
        List<Expectation> all = new ArrayList<>(expectations);
        all.add(Expectation.of("delivery.p99<=" + Durations.text(most), workload));
        return all;
    }

    /** The plan of a step: {@code scale} times the load of the first step. */
    private Plan plan(double scale) {
        Fanout workload = fanout.workload(options, Optional.empty());
        return switch (by) {
            case RATE -> options.plan(workload.scaled(scale));
            case SUBSCRIBERS ->
                options.plan(workload, (int) Math.min(Integer.MAX_VALUE / 2, Math.round(options.connections * scale)));
        };
    }

    private double size(Plan plan) {
        return switch (by) {
            case SUBSCRIBERS -> plan.connections();
            case RATE -> rate(plan).perSecond();
        };
    }

    private String text(Plan plan) {
        return switch (by) {
            case SUBSCRIBERS -> plan.connections() + " subscribers";
            case RATE -> rate(plan).toString();
        };
    }

    /** The publish rate. The pace is always a clock, because a search has no {@code --window}. */
    private static Rate rate(Plan plan) {
        return ((Pace.Clock) ((Fanout) plan.workload()).pace()).rate();
    }

    /** The steps of one search. */
    private final class Steps {
        private final Reporting reporting;

        /** The report of the last good step, or of the first step if none was good; null before the first report. */
        private @Nullable Report best;

        Steps(Reporting reporting) {
            this.reporting = reporting;
        }

        ExitCode search(Plan first) {
            End end = step(first);
            for (double scale = factor; end.reason.isEmpty(); scale *= factor) {
                Plan next = plan(scale);
                end = until == null || size(next) <= until
                        ? step(next)
                        : new End(Outcome.PASSED, "--until was reached");
            }
            out().println("the search ended: " + end.reason);
            out().flush();
            if (best == null) {
                return interruption().endsWith(ExitCode.NOT_POSSIBLE_HERE);
            }
            out().println();
            Verdict verdict = Verdict.of(best, reporting.expectations());
            return report(best, verdict.outcome() == Outcome.PASSED ? of(end, verdict, best) : verdict, reporting);
        }

        /**
         * The verdict of the search. If a step failed or {@code --until} was reached, it is the verdict of the last
         * good step. If a step was invalid or interrupted, the server's limit is unknown, and the verdict says so.
         */
        private Verdict of(End end, Verdict good, Report last) {
            return switch (end.outcome) {
                case PASSED, FAILED, BROKEN -> good;
                case INVALID, INTERRUPTED ->
                    good.decidedBy(
                            end.outcome,
                            "the result is certain only up to %s: beyond that, %s"
                                    .formatted(text(last.plan()), end.reason));
            };
        }

        /** Runs a step, and returns whether and how the search ends with it. */
        private End step(Plan plan) {
            Distribution distribution = distribution(plan, options.workers);
            if (!isPossible(plan, distribution)) {
                return new End(Outcome.INVALID, "this machine cannot hold " + plan.sockets() + " connections");
            }
            Report report = load(plan, distribution);
            Verdict verdict = Verdict.of(report, reporting.expectations());
            boolean good = verdict.outcome() == Outcome.PASSED;
            String line = "%-20s p99 %s  %s"
                    .formatted(text(plan), p99(report), good ? "good" : String.join("; ", verdict.reasons()));
            out().print(new Page(width()).paragraph(line));
            out().flush();
            if (good || best == null) {
                best = report;
            }
            return switch (interruption().wasInterrupted() && good ? Outcome.INTERRUPTED : verdict.outcome()) {
                case PASSED -> new End(Outcome.PASSED, "");
                case FAILED -> new End(Outcome.FAILED, "the step failed");
                case BROKEN -> new End(Outcome.BROKEN, "an --expect was not met");
                case INVALID -> new End(Outcome.INVALID, "the tester itself was the bottleneck");
                case INTERRUPTED -> new End(Outcome.INTERRUPTED, "it was interrupted");
            };
        }

        private static String p99(Report report) {
            return report.tally().work() instanceof DeliveryTally deliveries
                            && deliveries.fromIntended.getTotalCount() > 0
                    ? String.format(
                            Locale.ROOT,
                            "%,d ms",
                            TimeUnit.NANOSECONDS.toMillis(deliveries.fromIntended.getValueAtPercentile(99)))
                    : "not measured";
        }
    }
}
