package dev.carillon.loadtest;

import dev.carillon.config.Shares;
import dev.carillon.config.Sizes;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.SlowReaders;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon loadtest slow}. */
@Command(
        name = "slow",
        description =
                "A fanout in which some subscribers read slowly or not at all: what that does to all the others, whose"
                        + " deliveries alone are checked and timed.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 1k --slow 10%% --read-rate 0 --publish-rate 100/s --size 4k"})
final class SlowCommand extends LoadVerb {
    @Mixin
    private FanoutOptions fanout;

    @Option(
            names = "--slow",
            paramLabel = "SHARE",
            converter = Shares.class,
            defaultValue = "10%",
            description = "Subscribers that read slowly; default ${DEFAULT-VALUE}.")
    private double slow;

    @Option(
            names = "--read-rate",
            paramLabel = "BYTES",
            converter = Sizes.class,
            split = ",",
            defaultValue = "0",
            description =
                    "Bytes that each of them reads a second; 0, the default, when it reads nothing. Of several, such"
                            + " as 0,1k, they take one each in turn.")
    private List<Integer> readRates = List.of();

    @Override
    ExitCode run(PlanRunner runner) {
        return runner.of(() -> options.plan(workload()));
    }

    private Fanout workload() {
        return fanout.workload(options, Optional.of(new SlowReaders(slow, readRates)));
    }
}
