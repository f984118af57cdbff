package dev.carillon.loadtest;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.report.Expectation;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Verdict;
import dev.carillon.loadtest.soak.ChildService;
import dev.carillon.loadtest.soak.ServiceProcess;
import dev.carillon.loadtest.soak.ServiceSampler;
import dev.carillon.loadtest.soak.Soak;
import dev.carillon.loadtest.soak.SoakFiles;
import dev.carillon.loadtest.soak.SoakReport;
import dev.carillon.loadtest.soak.SoakReport.Part;
import dev.carillon.loadtest.soak.SoakSummary;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code carillon loadtest soak}: loads a service for a long time and checks that it does not grow. */
@Command(
        name = "soak",
        description =
                "A fanout to connections that are held, with others that reconnect, stop reading or disconnect. Checks"
                        + " that nothing is lost and that the service does not grow. Without a URL it starts the service"
                        + " as a separate process; otherwise --pid names the process to watch.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 19k --duration 1h --out soak-report"})
final class SoakCommand extends LoadVerb {
    /** The least number of samples: 10 in each quarter of the run, enough for a median. */
    private static final int SAMPLES_MIN = 40;
    /** The least number of full collections: 4 in each quarter. It is small, since each one and its tool take time. */
    private static final int COLLECTIONS_MIN = 16;
    /** The longest time between two full collections. One a minute is enough; each takes a few ms on a small heap. */
    private static final Duration COLLECTING_MAX = Duration.ofMinutes(1);

    @Option(names = "--pid", paramLabel = "PID", description = "With a URL: the process to watch, on this machine.")
    private @Nullable Long pid;

    @Option(names = "--metrics", paramLabel = "URL", description = "With --pid: the URL of its metrics.")
    private @Nullable URI metrics;

    @Option(
            names = "--service-flag",
            paramLabel = "NAME[=VALUE]",
            description = "Without a URL: a flag of carillon serve, such as loops=2; may be repeated.")
    private List<String> serviceFlags = List.of();

    @Mixin
    private SoakOptions parts;

    @Option(
            names = "--sample",
            defaultValue = "5s",
            description = "Time between two samples of the service, at least 40 of them.")
    private Duration sample;

    @Option(
            names = "--growth",
            defaultValue = "5%",
            description = "Share by which memory may grow from the second to the last quarter of the run.")
    private double growth;

    @Override
    ExitCode run() throws InterruptedException, ExecutionException {
        require(
                options.workers == 1,
                "--workers must be 1: a soak runs its tests in one process, was " + options.workers);
        require(options.agents == null, "--agents must not be given: a soak runs its tests in one process");
        require(
                !options.reporting.isToStandardOutput(),
                "--out must be a directory: a soak leaves the reports of all its tests, was -");
        if (options.url == null) {
            return isPossible() ? soakOwnService() : ExitCode.NOT_POSSIBLE_HERE;
        }
        require(pid != null, "--pid must name the process to watch at the URL");
        require(
                serviceFlags.isEmpty(),
                "--service-flag must come without a URL, was " + String.join(" ", serviceFlags));
        long process = Objects.requireNonNull(pid);
        return soak(options.url, () -> new ServiceProcess(process, Optional.ofNullable(metrics)).check("--pid"));
    }

    /** Whether this machine can carry out the plans. Reports mistakes in the command line before a service starts. */
    private boolean isPossible() {
        SequencedMap<String, Plan> plans = checked(() -> parts.plans(options, options.url()));
        prepare(plans.firstEntry().getValue());
        return arePossible(List.copyOf(plans.values()));
    }

    private ExitCode soakOwnService() throws InterruptedException, ExecutionException {
        try (ChildService service =
                ChildService.start(serviceFlags.stream().map("--"::concat).toList())) {
            return soak(
                    service.url("loadtest"), () -> new ServiceProcess(service.pid(), Optional.of(service.metrics())));
        } catch (IOException notStarted) {
            err().println("the service could not be started: " + notStarted.getMessage());
            return ExitCode.NOT_POSSIBLE_HERE;
        }
    }

    private ExitCode soak(String url, Supplier<? extends ServiceSampler.Subject> subject)
            throws InterruptedException, ExecutionException {
        SequencedMap<String, Plan> plans = checked(() -> parts.plans(options, url));
        Reporting reporting = prepare(plans.firstEntry().getValue());
        ServiceSampler watch =
                new ServiceSampler(checked(subject), part(sample, SAMPLES_MIN), part(COLLECTING_MAX, COLLECTIONS_MIN));
        if (!arePossible(List.copyOf(plans.values()))) {
            return ExitCode.NOT_POSSIBLE_HERE;
        }
        Soak soak = new Soak(plans, screen());
        interruption().begin(soak::endEarly);
        watch.start();
        SequencedMap<String, Report> reports = soak.run();
        return report(SoakReport.of(judged(reports, reporting.expectations()), watch.stop(), growth), reporting);
    }

    /** The interval {@code most}, or the interval that fits {@code count} times in the run if that is shorter. */
    private Duration part(Duration most, int count) {
        Duration part = options.duration.dividedBy(count);
        return most.compareTo(part) < 0 ? most : part;
    }

    /**
     * The reports with their verdicts. The expectations apply to the first part, the held connections. A part without
     * expectations is judged without its latencies.
     */
    private static SequencedMap<String, Part> judged(
            SequencedMap<String, Report> reports, List<Expectation> expectations) {
        SequencedMap<String, Part> parts = new LinkedHashMap<>();
        reports.forEach((name, report) -> {
            boolean expected = parts.isEmpty() && !expectations.isEmpty();
            parts.put(name, new Part(report, expected ? Verdict.of(report, expectations) : Verdict.ofUntimed(report)));
        });
        return parts;
    }

    private ExitCode report(SoakReport report, Reporting reporting) {
        reporting.files().ifPresent(files -> write(() -> SoakFiles.write(files, report, reporting.circumstances())));
        out().print(SoakSummary.of(report, width()));
        reporting
                .comparison()
                .ifPresent(older -> out().print(older.with(
                        report.parts().firstEntry().getValue().report(), width())));
        out().flush();
        return interruption().endsWith(ExitCode.of(report.outcome()));
    }
}
