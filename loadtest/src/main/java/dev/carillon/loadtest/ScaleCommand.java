package dev.carillon.loadtest;

import dev.carillon.config.Rate;
import dev.carillon.doctor.Checkup;
import dev.carillon.doctor.Machine;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The command {@code carillon loadtest scale}: opens up to a million connections to services that it starts. */
@Command(
        name = "scale",
        description =
                "Starts as many services on this machine as the connections need, opens the connections, keeps them"
                        + " alive and broadcasts to all of them meanwhile, and stops the services. The number of descriptors"
                        + " of a process is limited, so there are several services, each with its own topic, and as many"
                        + " workers of the tester. All other flags are those of fanout.",
        modelTransformer = ScaleCommand.Flags.class,
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 1m --duration 2m"})
final class ScaleCommand extends LoadVerb {
    /** The share of a process's descriptors that connections use; the rest is reserved for other uses. */
    private static final double CONNECTION_SHARE = 0.96;

    /** A heap too large to be a limit, in bytes: this process's heap does not matter, its children have their own. */
    private static final long HEAP = 1L << 40;

    @Mixin
    private FanoutOptions fanout;

    @Option(
            names = "--processes",
            description =
                    "Services, and the same number of workers of the tester; default: as many as the descriptors of a"
                            + " process make necessary.")
    private @Nullable Integer processes;

    @Option(
            names = "--broadcast-every",
            defaultValue = "1m",
            description = "Time between two broadcasts to a connection.")
    private Duration every;

    @Override
    ExitCode run() {
        int count = processes == null ? needed() : processes;
        require(
                count >= 1 && count <= options.connections,
                "--processes must be 1 to the " + options.connections + " connections of -c, was " + count);
        require(
                options.agents == null,
                "--agents must not be given: the services accept connections from this machine only");
        try (Services services = Services.start(count)) {
            String url = "ws://127.0.0.1:" + services.ports() + "/topics/scale";
            return carryOut(
                    () -> options.plan(workload(count), options.connections, url, Share.ALL, options.dialect()), count);
        } catch (IOException cause) {
            err().println("the services could not be started: " + cause.getMessage());
            return ExitCode.NOT_POSSIBLE_HERE;
        }
    }

    private int needed() {
        int most = (int) (Checkup.most(Machine.here(), HEAP) * CONNECTION_SHARE);
        // One descriptor of each service is for the connection of its publisher.
        return Math.ceilDiv(options.connections, Math.max(1, most - 1));
    }

    /** A workload with one topic for each service, and one publication to each topic every {@code every}. */
    private Fanout workload(int services) {
        double perMinute = services * 60_000.0 / Math.max(1, every.toMillis());
        return fanout.workload(options, services, Rate.perMinute(perMinute), Optional.empty());
    }

    /** The flags of {@code scale}: those of {@code fanout} with other defaults, without the flags that scale sets. */
    static final class Flags implements IModelTransformer {
        private static final Map<String, String> DEFAULTS = Map.of(
                "--connections", "1m",
                "--per-address", "19k",
                "--handshakes", "50",
                "--keep-alive", "56s",
                "--keep-alive-by", "pong",
                "--handshake-timeout", "1m",
                "--patience", "3m",
                "--drain", "30s");

        private static final List<String> OWN = List.of("--workers", "--topics", "--publish-rate");

        @Override
        public CommandSpec transform(CommandSpec scale) {
            DEFAULTS.forEach((name, value) -> {
                OptionSpec option = scale.findOption(name);
                scale.remove(option);
                scale.addOption(option.toBuilder().defaultValue(value).build());
            });
            OWN.forEach(name -> scale.remove(scale.findOption(name)));
            // Removes the URL: the services are started on ports of their own.
            scale.remove(scale.positionalParameters().getFirst());
            return new FlagModel().transform(scale);
        }
    }
}
