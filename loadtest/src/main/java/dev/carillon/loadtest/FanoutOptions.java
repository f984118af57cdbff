package dev.carillon.loadtest;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import dev.carillon.loadtest.plan.Workload.SlowReaders;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of the workload fanout, for all verbs that have them. */
final class FanoutOptions {
    private static final int CANARIES = 4;
    private static final int SIZE = 128;
    private static final int SIZE_FOR_SLOW = 16 << 10;

    @Option(names = "--publish-rate", defaultValue = "10/s", description = "Publications, all publishers together.")
    Rate publishRate;

    @Option(
            names = "--publishers",
            description = "Connections that publish, in addition to -c; default one for each topic.")
    private @Nullable Integer publishers;

    @Option(
            names = "--topics",
            defaultValue = "1",
            description =
                    "Topics over which subscribers and publishers are distributed. With more than one, {topic} in the"
                            + " URL stands for the number of a topic; without {topic} the number is added to the"
                            + " URL's path as one more segment.")
    private int topics;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "Bytes of a publication; default 128, and 16k for slow readers.")
    private @Nullable Integer size;

    @Option(names = "--warm-up", defaultValue = "2s", description = "How long to publish before measuring.")
    private Duration warmUp;

    @Option(names = "--drain", defaultValue = "5s", description = "How long to wait for the last deliveries.")
    private Duration drain;

    @Option(
            names = "--canaries",
            description =
                    "Subscribers besides those of -c on a separate event loop. Their latencies distinguish a slow server from a"
                            + " busy tester; 0 for none. Default 4, and none with --agents.")
    private @Nullable Integer canaries;

    /** The workload of the flags. Throws IllegalArgumentException if the flags contradict each other. */
    Fanout workload(LoadOptions load, Optional<SlowReaders> slow) {
        return workload(load, topics, publishRate, slow);
    }

    /** The workload of the flags, but with the number of topics and the publish rate that the verb sets. */
    Fanout workload(LoadOptions load, int spread, Rate rate, Optional<SlowReaders> slow) {
        return new Fanout(
                spread,
                Objects.requireNonNullElse(publishers, spread),
                new Pace.Clock(rate),
                size(slow),
                warmUp,
                drain,
                load.publishBy(),
                slow,
                Optional.empty(),
                canaries(load),
                Optional.empty());
    }

    /**
     * Bytes of a publication. The default for slow readers is larger: their unread data must exceed the kernel's
     * buffers, otherwise the server cannot detect that they are slow.
     */
    private int size(Optional<SlowReaders> slow) {
        return Objects.requireNonNullElse(size, slow.isPresent() ? SIZE_FOR_SLOW : SIZE);
    }

    private int canaries(LoadOptions load) {
        int count = Objects.requireNonNullElse(canaries, load.agents != null ? 0 : CANARIES);
        Require.that(
                load.agents == null || count <= 0,
                "--canaries must be 0 with --agents, because the leader opens no connections, was " + count);
        return count;
    }
}
