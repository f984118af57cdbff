package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Search;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.report.Expectation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon loadtest search}. */
@Command(
        name = "search",
        description =
                "Repeats a fanout with more and more subscribers, or publications, until something is lost or late,"
                        + " and reports the last step that was good. The first step is what the other flags say.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 1k --by subscribers --factor 2 --until 64k --p99 100ms"})
final class SearchCommand extends LoadVerb {
    private static final Duration P99 = Duration.ofMillis(100);

    @Mixin
    private FanoutOptions fanout;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "rate",
            description = "What to increase: rate (of publications) or subscribers; default ${DEFAULT-VALUE}.")
    private Search.By by;

    @Option(
            names = "--factor",
            paramLabel = "F",
            defaultValue = "2",
            description = "Factor from step to step; default ${DEFAULT-VALUE}.")
    private double factor;

    @Option(
            names = "--until",
            paramLabel = "N",
            converter = Counts.class,
            description = "Maximum: subscribers, or publications a second. Default: until a step fails.")
    private @Nullable Integer until;

    @Option(
            names = "--p99",
            paramLabel = "TIME",
            converter = Durations.class,
            description =
                    "A step is good when 99 %% of its deliveries come within this, all that every run must show is"
                            + " there, and every --expect is met. Default: 100ms, unless an --expect is about delivery.")
    private @Nullable Duration p99;

    @Override
    ExitCode run(PlanRunner runner) {
        Plan first = runner.checked(() -> plan(1));
        Search search = runner.checked(() -> new Search(by, factor, Optional.ofNullable(until)));
        return new SearchRunner(runner, options.workers(), search, runner.prepare(first, this::bounded))
                .run(first, this::plan);
    }

    /** With when a delivery is late, unless {@code expectations} say it. */
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

    /** The step at which all is {@code scale} times what it was at the first. */
    private Plan plan(double scale) {
        return switch (by) {
            case RATE -> options.plan(fanout.workload(options, Optional.empty()).scaled(scale));
            case SUBSCRIBERS ->
                options.plan(fanout.workload(options, Optional.empty()), (int)
                        Math.min(Integer.MAX_VALUE / 2, Math.round(options.connections() * scale)));
        };
    }
}
