package dev.carillon.loadtest;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Plan;
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

/** The load tests of which a soak consists. */
final class SoakPlans {
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_STORMS = Duration.ofSeconds(30);
    private static final Duration JITTER = Duration.ofSeconds(5);
    private static final int STORMS_MAX = 1000;
    private static final int PARTS = 4;
    /** So much fills the kernel's buffers of a client that does not read, some megabytes, within half a minute. */
    private static final Rate FLOOD_RATE = new Rate(20);

    private static final int FLOOD_SIZE = 16 << 10;
    /** Of those on the flooded topic; the others get everything, and prove it. */
    private static final double STALLING = 0.8;

    private static final Pattern URL = Pattern.compile("([^/]*//[^/?#]*)([^?#]*)(.*)", Pattern.DOTALL);

    private final LoadOptions options;
    private final Shape shape;
    private final Load load;

    /** Shares of all connections; those in none of them are held. */
    record Shape(double churn, double vanish, double slow) {}

    /**
     * @param stall for how long the slow ones read nothing
     * @param publishRate to those that are held
     */
    record Load(Rate churnRate, Duration stall, Rate publishRate, int size) {}

    SoakPlans(LoadOptions options, Shape shape, Load load) {
        this.options = options;
        this.shape = shape;
        this.load = load;
    }

    /** Against the service there. Throws IllegalArgumentException with what is wrong. */
    SequencedMap<String, Plan> at(String url) {
        if (options.dialect().publishPath().isPresent()) {
            throw new IllegalArgumentException(
                    "--publish-http must not be given: the parts of a soak publish to topics of their own");
        }
        int churning = count(shape.churn);
        int vanishing = count(shape.vanish);
        // One stalls and one does not, or there is nobody of a kind.
        int slow = Math.max(shape.slow > 0 ? 5 : 0, count(shape.slow));
        int held = options.connections() - churning - vanishing - slow;
        if (held <= options.connections() / 2) {
            throw new IllegalArgumentException("--churn, --vanish and --slow must leave more than half of the "
                    + options.connections() + " connections of -c to be held, left " + held);
        }
        SequencedMap<String, Plan> plans = new LinkedHashMap<>();
        plans.put("held", plan(fanout(load.publishRate, load.size, Optional.empty()), held, url, 0));
        if (churning > 0) {
            plans.put("churn", plan(new Churn(load.churnRate, DRAIN), churning, url, 1));
        }
        if (vanishing > 0) {
            plans.put("vanish", plan(new Storm(0.5, storms(), jitter(), DRAIN), vanishing, url, 2));
        }
        if (slow > 0) {
            SlowReaders readers = new SlowReaders(STALLING, List.of(0), Optional.of(load.stall));
            plans.put("slow", plan(fanout(FLOOD_RATE, FLOOD_SIZE, Optional.of(readers)), slow, beside(url), 3));
        }
        return plans;
    }

    private int count(double share) {
        return (int) Math.round(options.connections() * share);
    }

    private int storms() {
        return Math.clamp(options.duration().dividedBy(BETWEEN_STORMS), 1, STORMS_MAX);
    }

    /** The last storm of a short run has its time too. */
    private Duration jitter() {
        Duration third = options.duration().dividedBy(3);
        return third.compareTo(JITTER) < 0 ? third : JITTER;
    }

    private Plan plan(Workload workload, int connections, String url, int part) {
        return options.plan(workload, connections, url, new Share(part, PARTS));
    }

    private Fanout fanout(Rate rate, int size, Optional<SlowReaders> slow) {
        return new Fanout(1, 1, new Pace.Clock(rate), size, WARM_UP, DRAIN, options.publishBy(), slow);
    }

    /** Another topic of the same server. */
    private static String beside(String url) {
        Matcher parts = URL.matcher(url);
        // What is no URL is told as that where it is read.
        return parts.matches()
                ? parts.group(1) + (parts.group(2).isEmpty() ? "/" : parts.group(2)) + ".slow" + parts.group(3)
                : url;
    }
}
