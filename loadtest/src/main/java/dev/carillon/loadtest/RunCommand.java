package dev.carillon.loadtest;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Phase.Levels;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Scenario;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code carillon loadtest run}: a fanout in the phases of a scenario file. */
@Command(
        name = "run",
        description = "A fanout in phases: a file says how connections, publications and churn rise, hold and fall."
                + " The file may have all other settings too, each under the name of its flag; flags take precedence.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} loadtest/scenarios/morning.yaml"})
final class RunCommand extends LoadVerb {
    @Parameters(index = "0", paramLabel = "FILE", description = "The scenario, in YAML.")
    private Path file;

    @Mixin
    private FanoutOptions fanout;

    @Option(
            names = "--churn-rate",
            description = "Rate at which connections are closed and opened again before the first phase; default none.")
    private @Nullable Rate churnRate;

    @Override
    ExitCode run() {
        ScenarioFile scenario = ScenarioFile.read(file, spec);
        scenario.fill(spec);
        return carryOut(() -> plan(scenario));
    }

    private Plan plan(ScenarioFile scenario) {
        Require.that(
                !spec.commandLine().getParseResult().hasMatchedOption("--duration"),
                "--duration must not be given: a scenario lasts as long as its phases together");
        try {
            Levels start = new Levels(
                    options.connections, fanout.publishRate.perSecond(), churnRate == null ? 0 : churnRate.perSecond());
            Scenario phases = scenario.scenario(start);
            Fanout workload = fanout.workload(options, Optional.empty()).in(phases);
            // Checks the expectations here, because they may be in the file: a mistake then has the file's line.
            options.reporting.expectations(workload);
            return options.plan(workload, phases.connectionsMax());
        } catch (IllegalArgumentException mistake) {
            String message = String.valueOf(mistake.getMessage());
            throw new IllegalArgumentException(message + scenario.origin(message), mistake);
        }
    }
}
