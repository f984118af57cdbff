package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.Opening;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.PortRange;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The flags that all verbs have. */
final class LoadOptions {
    @Parameters(
            paramLabel = "URL",
            defaultValue = "ws://127.0.0.1:8080/topics/loadtest",
            description = "The WebSocket to load; default ${DEFAULT-VALUE}.")
    private String url = "";

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            converter = Counts.class,
            defaultValue = "1000",
            description = "Connections to hold; default ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--local",
            paramLabel = "ADDRESSES",
            description =
                    "Where they come from: 127.0.0.2-51, or a list. Default: on loopback as many from 127.0.0.2 on"
                            + " as are needed, else what the kernel picks.")
    private @Nullable String local;

    @Option(
            names = "--per-address",
            paramLabel = "N",
            converter = Counts.class,
            defaultValue = "20k",
            description = "Connections from one local address; default ${DEFAULT-VALUE}.")
    private int perAddress;

    @Option(
            names = "--ports",
            paramLabel = "FIRST-LAST",
            defaultValue = "10000-65535",
            description = "Local ports to use; default ${DEFAULT-VALUE}.")
    private String ports = "";

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = Rates.class,
            defaultValue = "5k/s",
            description = "How fast to open, and close, connections; default ${DEFAULT-VALUE}.")
    private Rate rate;

    @Option(
            names = "--handshakes",
            paramLabel = "N",
            converter = Counts.class,
            defaultValue = "500",
            description = "Handshakes under way at once; default ${DEFAULT-VALUE}.")
    private int handshakes;

    @Option(
            names = "--handshake-timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "10s",
            description = "How long one may take; default ${DEFAULT-VALUE}.")
    private Duration handshakeTimeout;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "10s",
            description = "How long to try without a single success before giving up; default ${DEFAULT-VALUE}.")
    private Duration patience;

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "50s",
            description = "No connection is silent for longer than this; default ${DEFAULT-VALUE}.")
    private Duration keepAlive;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "1m",
            description = "How long to measure; default ${DEFAULT-VALUE}.")
    private Duration duration;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "1",
            description = "Event loops of the tester; default ${DEFAULT-VALUE}.")
    private int loops;

    @Option(
            names = "--lane",
            paramLabel = "LANE",
            defaultValue = "auto",
            description = "What carries the tester's sockets: auto, fast (Linux only) or channel.")
    private LaneChoice lane;

    @Option(
            names = "--allow-remote",
            description = "Load a server that is not this machine. Only ever one that is yours to load.")
    private boolean allowRemote;

    @Mixin
    private ReportOptions reporting;

    /** Throws IllegalArgumentException with what is wrong, where the flags do not go together. */
    Plan plan(Workload workload, KeepAlive.By by) {
        Target target = Target.of(url);
        if (!target.isLoopback() && !allowRemote) {
            throw new IllegalArgumentException(
                    "URL must be on this machine, unless --allow-remote says that you may load another, was " + url);
        }
        return new Plan(
                target,
                lane,
                loops,
                connections,
                opening(target, workload),
                new KeepAlive(keepAlive, by),
                workload,
                duration);
    }

    ReportOptions reporting() {
        return reporting;
    }

    private Opening opening(Target target, Workload workload) {
        int sockets = Math.max(1, connections + workload.extraConnections());
        LocalAddresses addresses = local == null
                ? LocalAddresses.fitting(target, sockets, Math.max(1, perAddress))
                : LocalAddresses.of(local);
        return new Opening(addresses, perAddress, PortRange.of(ports), rate, handshakes, handshakeTimeout, patience);
    }
}
