package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.config.Sizes;
import dev.carillon.loadtest.plan.Workload.Echo;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon loadtest echo}. */
@Command(
        name = "echo",
        description =
                "Sends on every connection and waits for the echoes: measures round trips, and checks that each echo came"
                        + " once, whole and in order.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} ws://127.0.0.1:8080/echo -c 1k --message-rate 5k/s"})
final class EchoCommand extends LoadVerb {
    @Option(
            names = "--message-rate",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Messages a second of all connections together. Default: the next message after each echo.")
    private @Nullable Rate messageRate;

    @Option(
            names = "--window",
            paramLabel = "N",
            converter = Counts.class,
            defaultValue = "1",
            description =
                    "Without a rate: messages of one connection that may be unanswered; default ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            converter = Sizes.class,
            defaultValue = "128",
            description = "Bytes of a message; default ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "2s",
            description = "How long to send before measuring; default ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "5s",
            description = "How long to wait for the last echoes; default ${DEFAULT-VALUE}.")
    private Duration drain;

    @Override
    ExitCode run(PlanRunner runner) {
        return runner.of(() -> options.plan(new Echo(Optional.ofNullable(messageRate), window, size, warmUp, drain)));
    }
}
