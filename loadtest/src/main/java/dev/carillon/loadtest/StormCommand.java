package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.config.Shares;
import dev.carillon.loadtest.plan.Workload.Storm;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon loadtest storm}. */
@Command(
        name = "storm",
        description =
                "Holds connections and breaks a share of them at once, as a failing proxy does: how soon all are back.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 19k --drop 50%% --jitter 5s"})
final class StormCommand extends LoadVerb {
    @Option(
            names = "--drop",
            paramLabel = "SHARE",
            converter = Shares.class,
            defaultValue = "50%",
            description = "Connections that break; default ${DEFAULT-VALUE}.")
    private double drop;

    @Option(
            names = "--storms",
            paramLabel = "N",
            converter = Counts.class,
            defaultValue = "1",
            description = "Number of storms, evenly over the duration; default ${DEFAULT-VALUE}.")
    private int storms;

    @Option(
            names = "--jitter",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "1s",
            description = "Each client connects again after a random time up to this; default ${DEFAULT-VALUE}.")
    private Duration jitter;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "30s",
            description =
                    "How long to wait at the end until all clients are connected again; default ${DEFAULT-VALUE}.")
    private Duration drain;

    @Override
    ExitCode run(PlanRunner runner) {
        return runner.of(() -> options.plan(new Storm(drop, storms, jitter, drain)));
    }
}
