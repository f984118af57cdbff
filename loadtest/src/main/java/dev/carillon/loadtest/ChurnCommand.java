package dev.carillon.loadtest;

import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.loadtest.plan.Workload.Churn;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon loadtest churn}. */
@Command(
        name = "churn",
        description =
                "Holds connections of which some leave all the time and come again: what a handshake costs beside those"
                        + " that are held, and whether each goodbye is answered.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 10k --churn-rate 200/s"})
final class ChurnCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LoadOptions options;

    @Option(
            names = "--churn-rate",
            paramLabel = "RATE",
            converter = Rates.class,
            defaultValue = "100/s",
            description = "Connections that leave and come again; default ${DEFAULT-VALUE}.")
    private Rate churnRate;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "10s",
            description = "How long to wait for the last to come again; default ${DEFAULT-VALUE}.")
    private Duration drain;

    @Override
    public Integer call() {
        return new PlanRunner(spec, options).of(() -> options.plan(workload())).code();
    }

    private Churn workload() {
        return new Churn(churnRate, drain);
    }
}
