package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon loadtest fanout}. */
@Command(
        name = "fanout",
        description =
                "Publishes at a steady rate, or in a closed loop, and checks what every subscriber gets: all of it, once, in order, and"
                        + " how soon. Publishers and subscribers each have a WebSocket to the URL; what a publisher sends is"
                        + " expected at every subscriber.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 10k --publish-rate 20/s --size 200"})
final class FanoutCommand extends LoadVerb {
    @Mixin
    private FanoutOptions fanout;

    @Option(
            names = "--window",
            paramLabel = "N",
            converter = Counts.class,
            description =
                    "Instead of a rate: outstanding publications of one publisher, that is, publications that not all"
                            + " subscribers have yet.")
    private @Nullable Integer window;

    @Override
    ExitCode run(PlanRunner runner) {
        return runner.of(() -> options.plan(workload()));
    }

    private Fanout workload() {
        Fanout byTheClock = fanout.workload(options, Optional.empty());
        if (window == null) {
            return byTheClock;
        }
        Require.that(
                !spec.commandLine().getParseResult().hasMatchedOption("--publish-rate"),
                "--publish-rate and --window must not both be given");
        return byTheClock.at(new Pace.Window(window));
    }
}
