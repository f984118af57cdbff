package dev.carillon.loadtest;

import dev.carillon.config.Durations;
import dev.carillon.config.Shares;
import dev.carillon.loadtest.soak.ChildService;
import dev.carillon.loadtest.soak.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon loadtest soak}. */
@Command(
        name = "soak",
        description =
                "A fanout to a held majority, and beside it connections that come and go, that stop reading and that vanish:"
                        + " whether nothing is lost, and whether the service stays as large as it is. Without a URL it"
                        + " starts the service as a process of its own, else --pid names the one to watch.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 19k --duration 1h --out soak-report"})
final class SoakCommand extends LoadVerb {
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
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "5s",
            description = "Time between two samples of the service, at least 40 of them; default ${DEFAULT-VALUE}.")
    private Duration sample;

    @Option(
            names = "--growth",
            paramLabel = "SHARE",
            converter = Shares.class,
            defaultValue = "5%",
            description = "Share by which memory may grow from the second to the last quarter of the run; default"
                    + " ${DEFAULT-VALUE}.")
    private double growth;

    @Override
    ExitCode run(PlanRunner runner) throws InterruptedException, ExecutionException {
        if (options.workers() != 1) {
            throw runner.mistake("--workers must be 1: a soak runs its tests in one process, was " + options.workers());
        }
        if (options.hasAgents()) {
            throw runner.mistake("--agents must not be given: a soak runs its tests in one process");
        }
        if (options.reporting().isToStandardOutput()) {
            throw runner.mistake("--out must be a directory: a soak leaves the reports of all its tests, was -");
        }
        SoakRunner soak = new SoakRunner(runner, options, growth, sample);
        if (options.hasUrl()) {
            if (pid == null) {
                throw runner.mistake("--pid must name the process to watch at the URL");
            }
            if (!serviceFlags.isEmpty()) {
                throw runner.mistake("--service-flag must come without a URL, was " + String.join(" ", serviceFlags));
            }
            long process = pid;
            return soak.run(
                    () -> parts.plans(options, options.url()),
                    () -> new ServiceProcess(process, Optional.ofNullable(metrics)).check("--pid"));
        }
        return soak.isPossible(() -> parts.plans(options, options.url()))
                ? soakOwnService(soak)
                : ExitCode.NOT_POSSIBLE_HERE;
    }

    private ExitCode soakOwnService(SoakRunner soak) throws InterruptedException, ExecutionException {
        try (ChildService service =
                ChildService.start(serviceFlags.stream().map("--"::concat).toList())) {
            return soak.run(
                    () -> parts.plans(options, service.url("loadtest")),
                    () -> new ServiceProcess(service.pid(), Optional.of(service.metrics())));
        } catch (IOException notStarted) {
            spec.commandLine().getErr().println("the service could not be started: " + notStarted.getMessage());
            return ExitCode.NOT_POSSIBLE_HERE;
        }
    }
}
