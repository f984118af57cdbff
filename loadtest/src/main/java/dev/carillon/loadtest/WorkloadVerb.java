package dev.carillon.loadtest;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.plan.Workload.Churn;
import dev.carillon.loadtest.plan.Workload.Echo;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import dev.carillon.loadtest.plan.Workload.SlowReaders;
import dev.carillon.loadtest.plan.Workload.Storm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A verb that runs one plan with one workload. */
abstract class WorkloadVerb extends LoadVerb {
    /** The workload of the flags. Throws IllegalArgumentException if the flags contradict each other. */
    abstract Workload workload();

    @Override
    final ExitCode run() {
        return carryOut(() -> options.plan(workload()));
    }

    /** The command {@code carillon loadtest idle}. */
    @Command(
            name = "idle",
            description = "Opens WebSockets, holds them and keeps them alive: none may be lost.",
            footer = {"", "Example: ${COMMAND-FULL-NAME} -c 19k --duration 10m"})
    static final class IdleCommand extends WorkloadVerb {
        @Override
        Workload workload() {
            return new Workload.Idle();
        }
    }

    /** The command {@code carillon loadtest fanout}. */
    @Command(
            name = "fanout",
            description =
                    "Publishes at a steady rate, or in a closed loop, and checks that every subscriber receives all"
                            + " of it, once and in order, and measures the latency. Publishers and subscribers each have a WebSocket to the"
                            + " URL; what a publisher sends is expected at every subscriber.",
            footer = {"", "Example: ${COMMAND-FULL-NAME} -c 10k --publish-rate 20/s --size 200"})
    static final class FanoutCommand extends WorkloadVerb {
        @Mixin
        private FanoutOptions fanout;

        @Option(
                names = "--window",
                description =
                        "Instead of a rate: outstanding publications of one publisher, that is, publications that not"
                                + " all subscribers have yet.")
        private @Nullable Integer window;

        @Override
        Workload workload() {
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

    /** The command {@code carillon loadtest slow}. */
    @Command(
            name = "slow",
            description =
                    "A fanout in which some subscribers read slowly or not at all: shows the effect on all others,"
                            + " of which only the deliveries are checked and timed.",
            footer = {"", "Example: ${COMMAND-FULL-NAME} -c 1k --slow 10%% --read-rate 0 --publish-rate 100/s --size 4k"
            })
    static final class SlowCommand extends WorkloadVerb {
        @Mixin
        private FanoutOptions fanout;

        @Option(names = "--slow", defaultValue = "10%", description = "Subscribers that read slowly.")
        private double slow;

        @Option(
                names = "--read-rate",
                paramLabel = "BYTES",
                split = ",",
                defaultValue = "0",
                description =
                        "Bytes that each of them reads a second; 0, the default, when it reads nothing. If several rates"
                                + " are given, such as 0,1k, readers use them in turn.")
        private List<Integer> readRates = List.of();

        @Override
        Workload workload() {
            return fanout.workload(options, Optional.of(new SlowReaders(slow, readRates)));
        }
    }

    /** The command {@code carillon loadtest echo}. */
    @Command(
            name = "echo",
            description =
                    "Sends on every connection and waits for the echoes: measures round trips, and checks that each"
                            + " echo arrives once, whole and in order.",
            footer = {"", "Example: ${COMMAND-FULL-NAME} ws://127.0.0.1:8080/echo -c 1k --message-rate 5k/s"})
    static final class EchoCommand extends WorkloadVerb {
        @Option(
                names = "--message-rate",
                description =
                        "Messages a second of all connections together. Default: the next message after each echo.")
        private @Nullable Rate messageRate;

        @Option(
                names = "--window",
                defaultValue = "1",
                description = "Without a rate: messages of one connection that may be unanswered.")
        private int window;

        @Option(names = "--size", paramLabel = "BYTES", defaultValue = "128", description = "Bytes of a message.")
        private int size;

        @Option(names = "--warm-up", defaultValue = "2s", description = "How long to send before measuring.")
        private Duration warmUp;

        @Option(names = "--drain", defaultValue = "5s", description = "How long to wait for the last echoes.")
        private Duration drain;

        @Override
        Workload workload() {
            return new Echo(Optional.ofNullable(messageRate), window, size, warmUp, drain);
        }
    }

    /** The command {@code carillon loadtest churn}. */
    @Command(
            name = "churn",
            description =
                    "Holds connections, of which some disconnect and reconnect continuously: measures handshakes while the"
                            + " others are held, and checks that each close frame is answered.",
            footer = {"", "Example: ${COMMAND-FULL-NAME} -c 10k --churn-rate 200/s"})
    static final class ChurnCommand extends WorkloadVerb {
        @Option(
                names = "--churn-rate",
                defaultValue = "100/s",
                description = "Rate at which connections are closed and opened again.")
        private Rate churnRate;

        @Option(
                names = "--drain",
                defaultValue = "10s",
                description = "How long to wait at the end until all are connected again.")
        private Duration drain;

        @Override
        Workload workload() {
            return new Churn(churnRate, drain);
        }
    }

    /** The command {@code carillon loadtest storm}. */
    @Command(
            name = "storm",
            description =
                    "Holds connections and breaks a share of them at once, as a failing proxy does: measures the time until"
                            + " all are connected again.",
            footer = {"", "Example: ${COMMAND-FULL-NAME} -c 19k --drop 50%% --jitter 5s"})
    static final class StormCommand extends WorkloadVerb {
        @Option(names = "--drop", defaultValue = "50%", description = "Connections that break.")
        private double drop;

        @Option(names = "--storms", defaultValue = "1", description = "Number of storms, evenly over the duration.")
        private int storms;

        @Option(
                names = "--jitter",
                defaultValue = "1s",
                description = "Each client connects again after a random time up to this.")
        private Duration jitter;

        @Option(
                names = "--drain",
                defaultValue = "30s",
                description = "How long to wait at the end until all clients are connected again.")
        private Duration drain;

        @Override
        Workload workload() {
            return new Storm(drop, storms, jitter, drain);
        }
    }
}
