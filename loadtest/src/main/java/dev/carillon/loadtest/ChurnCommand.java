package dev.carillon.loadtest;

import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.loadtest.plan.Workload.Churn;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon loadtest churn}. */
@Command(
        name = "churn",
        description =
                "Holds connections of which some leave all the time and come again: what a handshake costs beside those"
                        + " that are held, and whether each goodbye is answered.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 10k --churn-rate 200/s"})
final class ChurnCommand extends LoadVerb {
    @Option(
            names = "--churn-rate",
            paramLabel = "RATE",
            converter = Rates.class,
            defaultValue = "100/s",
            description = "Rate at which connections are closed and opened again; default ${DEFAULT-VALUE}.")
    private Rate churnRate;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "10s",
            description = "How long to wait at the end until all are connected again; default ${DEFAULT-VALUE}.")
    private Duration drain;

    @Override
    ExitCode run(PlanRunner runner) {
        return runner.of(() -> options.plan(new Churn(churnRate, drain)));
    }
}
