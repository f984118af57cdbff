package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.config.Sizes;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import dev.carillon.loadtest.plan.Workload.PublishBy;
import dev.carillon.loadtest.plan.Workload.SlowReaders;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of all verbs that publish. */
final class FanoutOptions {
    @Option(
            names = "--publish-rate",
            paramLabel = "RATE",
            converter = Rates.class,
            defaultValue = "10/s",
            description = "Publications, all publishers together; default ${DEFAULT-VALUE}.")
    private Rate publishRate;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            converter = Counts.class,
            description = "Connections that publish, besides those of -c; default one a topic.")
    private @Nullable Integer publishers;

    @Option(
            names = "--topics",
            paramLabel = "N",
            converter = Counts.class,
            defaultValue = "1",
            description = "Topics over which all are spread. With more than one, {topic} in the URL stands for the"
                    + " number of a topic, or else the number is added to the URL's path as one more segment.")
    private int topics;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            converter = Sizes.class,
            defaultValue = "128",
            description = "Bytes of a publication; default ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "2s",
            description = "How long to publish before measuring; default ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "5s",
            description = "How long to wait for the last deliveries; default ${DEFAULT-VALUE}.")
    private Duration drain;

    Fanout workload(PublishBy by, Optional<SlowReaders> slow) {
        int count = Objects.requireNonNullElse(publishers, topics);
        return new Fanout(topics, count, new Pace.Clock(publishRate), size, warmUp, drain, by, slow);
    }
}
