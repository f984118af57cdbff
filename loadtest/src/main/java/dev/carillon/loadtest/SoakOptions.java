package dev.carillon.loadtest;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Share;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.plan.Workload.Churn;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import dev.carillon.loadtest.plan.Workload.SlowReaders;
import dev.carillon.loadtest.plan.Workload.Storm;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The flags that set the load tests of a soak. */
final class SoakOptions {
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_STORMS = Duration.ofSeconds(30);
    private static final Duration JITTER = Duration.ofSeconds(5);
    private static final int STORMS_MAX = 1000;
    private static final int PARTS = 4;
    /**
     * Publications a second to the slow topic. They fill the kernel buffers of a client that does not read, some
     * megabytes, within 30 s.
     */
    private static final Rate FLOOD_RATE = new Rate(20);

    private static final int FLOOD_SIZE = 16 << 10;
    /** The share of the slow topic's subscribers that stall; the others must receive everything. */
    private static final double STALLING = 0.8;

    private static final Pattern URL = Pattern.compile("([^/]*//[^/?#]*)([^?#]*)(.*)", Pattern.DOTALL);

    @Option(names = "--churn", defaultValue = "10%", description = "Share of -c that disconnects and connects again.")
    private double churn;

    @Option(
            names = "--churn-rate",
            defaultValue = "20/s",
            description = "Rate at which these disconnect and connect again.")
    private Rate churnRate;

    @Option(
            names = "--vanish",
            defaultValue = "5%",
            description = "Share of -c of which half breaks off without a close frame every 30 s.")
    private double vanish;

    @Option(
            names = "--slow",
            defaultValue = "0.2%",
            description = "Share of -c that repeatedly stops reading, on a separate topic.")
    private double slow;

    @Option(names = "--stall", defaultValue = "30s", description = "How long they read nothing.")
    private Duration stall;

    @Option(
            names = "--publish-rate",
            defaultValue = "20/m",
            description = "Publications to the connections that are held.")
    private Rate publishRate;

    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "128", description = "Bytes of a publication.")
    private int size;

    /** The plans by name, for the service at {@code url}. Throws IllegalArgumentException if the flags are wrong. */
    SequencedMap<String, Plan> plans(LoadOptions options, String url) {
        Require.that(
                options.dialect().publishPath().isEmpty(),
                "--publish-http must not be given: the parts of a soak publish to topics of their own");
        int churning = count(options, churn);
        int vanishing = count(options, vanish);
        // With 5 subscribers, at least one stalls and at least one does not.
        int stalling = Math.max(slow > 0 ? 5 : 0, count(options, slow));
        int held = options.connections - churning - vanishing - stalling;
        Require.that(
                held > options.connections / 2,
                "--churn, --vanish and --slow must leave more than half of the " + options.connections
                        + " connections of -c to be held, left " + held);
        SequencedMap<String, Plan> plans = new LinkedHashMap<>();
        plans.put("held", plan(options, fanout(options, publishRate, size, Optional.empty()), held, url, 0));
        if (churning > 0) {
            plans.put("churn", plan(options, new Churn(churnRate, DRAIN), churning, url, 1));
        }
        if (vanishing > 0) {
            plans.put("vanish", plan(options, storm(options.duration), vanishing, url, 2));
        }
        if (stalling > 0) {
            SlowReaders readers = new SlowReaders(STALLING, List.of(0), Optional.of(stall));
            plans.put(
                    "slow",
                    plan(
                            options,
                            fanout(options, FLOOD_RATE, FLOOD_SIZE, Optional.of(readers)),
                            stalling,
                            slowTopicUrl(url),
                            3));
        }
        return plans;
    }

    private static int count(LoadOptions options, double share) {
        return (int) Math.round(options.connections * share);
    }

    private static Storm storm(Duration whole) {
        int storms = Math.clamp(whole.dividedBy(BETWEEN_STORMS), 1, STORMS_MAX);
        // Limits the jitter in a short run, so that the clients of the last storm have time to reconnect.
        Duration third = whole.dividedBy(3);
        return new Storm(0.5, storms, third.compareTo(JITTER) < 0 ? third : JITTER, DRAIN);
    }

    private static Plan plan(LoadOptions options, Workload workload, int connections, String url, int part) {
        return options.plan(workload, connections, url, new Share(part, PARTS), options.dialect());
    }

    private static Fanout fanout(LoadOptions options, Rate rate, int size, Optional<SlowReaders> slow) {
        return new Fanout(1, 1, new Pace.Clock(rate), size, WARM_UP, DRAIN, options.publishBy(), slow);
    }

    /** Another topic of the same server. */
    private static String slowTopicUrl(String url) {
        Matcher parts = URL.matcher(url);
        // Target reports an invalid URL.
        return parts.matches()
                ? parts.group(1) + (parts.group(2).isEmpty() ? "/" : parts.group(2)) + ".slow" + parts.group(3)
                : url;
    }
}
