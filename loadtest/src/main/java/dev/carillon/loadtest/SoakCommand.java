package dev.carillon.loadtest;

import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.config.Shares;
import dev.carillon.config.Sizes;
import dev.carillon.loadtest.SoakPlans.Load;
import dev.carillon.loadtest.SoakPlans.Shape;
import dev.carillon.loadtest.soak.ChildService;
import dev.carillon.loadtest.soak.Watched;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon loadtest soak}. */
@Command(
        name = "soak",
        description =
                "A fanout to a held majority, and beside it connections that come and go, that stop reading and that vanish:"
                        + " whether nothing is lost, and whether the service stays as large as it is. Without a URL it"
                        + " starts the service as a process of its own, else --pid names the one to watch.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 19k --duration 1h --out soak-report"})
final class SoakCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LoadOptions options;

    @Option(names = "--pid", paramLabel = "PID", description = "With a URL: the process to watch, on this machine.")
    private @Nullable Long pid;

    @Option(names = "--metrics", paramLabel = "URL", description = "With --pid: where its page of metrics is.")
    private @Nullable URI metrics;

    @Option(
            names = "--service-flag",
            paramLabel = "NAME[=VALUE]",
            description = "Without a URL: a flag of carillon serve, such as loops=2; may be given again.")
    private List<String> serviceFlags = List.of();

    @Option(
            names = "--churn",
            paramLabel = "SHARE",
            converter = Shares.class,
            defaultValue = "10%",
            description = "Of -c, those that come and go; default ${DEFAULT-VALUE}.")
    private double churn;

    @Option(
            names = "--churn-rate",
            paramLabel = "RATE",
            converter = Rates.class,
            defaultValue = "20/s",
            description = "How many of them leave and come again; default ${DEFAULT-VALUE}.")
    private Rate churnRate;

    @Option(
            names = "--vanish",
            paramLabel = "SHARE",
            converter = Shares.class,
            defaultValue = "5%",
            description = "Of -c, those of which half vanish without a goodbye every 30 s; default ${DEFAULT-VALUE}.")
    private double vanish;

    @Option(
            names = "--slow",
            paramLabel = "SHARE",
            converter = Shares.class,
            defaultValue = "0.2%",
            description = "Of -c, those that stop reading again and again, on a topic of their own; default"
                    + " ${DEFAULT-VALUE}.")
    private double slow;

    @Option(
            names = "--stall",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "30s",
            description = "How long they read nothing; default ${DEFAULT-VALUE}.")
    private Duration stall;

    @Option(
            names = "--publish-rate",
            paramLabel = "RATE",
            converter = Rates.class,
            defaultValue = "20/m",
            description = "Publications to the held; default ${DEFAULT-VALUE}.")
    private Rate publishRate;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            converter = Sizes.class,
            defaultValue = "128",
            description = "Bytes of one; default ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--sample",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "5s",
            description = "How often to look at the service, and 40 times at least; default ${DEFAULT-VALUE}.")
    private Duration sample;

    @Option(
            names = "--growth",
            paramLabel = "SHARE",
            converter = Shares.class,
            defaultValue = "5%",
            description = "By how much memory may grow from the second quarter of the run to the last; default"
                    + " ${DEFAULT-VALUE}.")
    private double growth;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        if (options.workers() != 1) {
            throw mistake("--workers must be 1: a soak runs its tests in one process, was " + options.workers());
        }
        if (options.hasAgents()) {
            throw mistake("--agents must not be given: a soak runs its tests in one process");
        }
        if (options.reporting().isToStandardOutput()) {
            throw mistake("--out must be a directory: a soak leaves the reports of all its tests, was -");
        }
        SoakRunner runner = new SoakRunner(spec, options, growth, sample);
        SoakPlans plans =
                new SoakPlans(options, new Shape(churn, vanish, slow), new Load(churnRate, stall, publishRate, size));
        if (options.hasUrl()) {
            if (pid == null) {
                throw mistake("--pid must name the process to watch at the URL");
            }
            if (!serviceFlags.isEmpty()) {
                throw mistake("--service-flag must come without a URL, was " + String.join(" ", serviceFlags));
            }
            long process = pid;
            return runner.of(
                            () -> plans.at(options.url()),
                            () -> new Watched(process, Optional.ofNullable(metrics)).check("--pid"))
                    .code();
        }
        return runner.check(() -> plans.at(options.url()))
                ? soakOwnService(runner, plans)
                : ExitCode.NOT_POSSIBLE_HERE.code();
    }

    private int soakOwnService(SoakRunner runner, SoakPlans plans) throws InterruptedException, ExecutionException {
        try (ChildService service =
                ChildService.start(serviceFlags.stream().map("--"::concat).toList())) {
            return runner.of(
                            () -> plans.at(service.url("loadtest")),
                            () -> new Watched(service.pid(), Optional.of(service.metrics())))
                    .code();
        } catch (IOException notStarted) {
            spec.commandLine().getErr().println("the service could not be started: " + notStarted.getMessage());
            return ExitCode.NOT_POSSIBLE_HERE.code();
        }
    }

    private ParameterException mistake(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
