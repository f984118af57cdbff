package dev.carillon.loadtest.compare;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Security;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Idle;
import dev.carillon.loadtest.plan.Workload.Pace;
import dev.carillon.loadtest.plan.Workload.PublishBy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The load, which is the same for every server.
 *
 * @param idle the number of sockets that are only held open
 * @param subscribers the number of subscribers of the one topic
 * @param windows numbers of outstanding publications. The table has a column for each
 * @param rate the rate of publications at which the latency is measured
 * @param size bytes of a publication
 * @param warmUp how long each run publishes before it measures
 * @param duration how long each run measures
 */
public record ComparisonLoad(
        int idle, int subscribers, List<Integer> windows, Rate rate, int size, Duration warmUp, Duration duration) {
    /**
     * A tenth of the idle sockets is held in a run of its own, and the memory of that run is subtracted. So memory that
     * a server allocates only once does not count as memory of the sockets.
     */
    private static final int SHARE_BEFORE = 10;

    static final ComparisonColumn MEMORY = new ComparisonColumn("RSS per idle socket", ComparisonColumn.Kind.MEMORY);
    static final ComparisonColumn ACCEPT = new ComparisonColumn("CPU per accept", ComparisonColumn.Kind.PROCESSOR);

    private static final String PATH = "/topics/compare";
    private static final Dialect POSTING = new Dialect(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(PATH),
            false,
            Optional.empty(),
            ConnectionTokens.NONE);

    private static final Duration HOLD = Duration.ofMillis(100);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    public ComparisonLoad {
        windows = List.copyOf(windows);
        if (idle < SHARE_BEFORE) {
            throw new IllegalArgumentException("--idle must be at least " + SHARE_BEFORE + ", was " + idle);
        }
        if (windows.isEmpty() || windows.stream().anyMatch(window -> window < 1)) {
            throw new IllegalArgumentException("--windows must be numbers from 1 on, were " + windows);
        }
    }

    int idleBefore() {
        return idle / SHARE_BEFORE;
    }

    int idleBeyond() {
        return idle - idleBefore();
    }

    // ---- the columns of the table

    /** Returns the columns in the order of the table. */
    List<ComparisonColumn> columns() {
        return Stream.concat(windows.stream().map(ComparisonLoad::deliveries), Stream.of(MEMORY, ACCEPT, latency()))
                .toList();
    }

    static ComparisonColumn deliveries(int window) {
        return new ComparisonColumn("window " + window, ComparisonColumn.Kind.DELIVERIES);
    }

    ComparisonColumn latency() {
        return new ComparisonColumn("p99 at " + rate, ComparisonColumn.Kind.LATENCY);
    }

    // ---- the plans of the runs

    Plan hold(RunningServer peer, int sockets) {
        return Plan.usual(target(peer, Dialect.PLAIN), sockets, new Idle(), HOLD);
    }

    /**
     * Returns a run with {@code window} publishers. Each of them publishes again when all subscribers have received its
     * last publication. Every server can merge publications that are sent at the same time.
     */
    Plan publishInWindow(RunningServer peer, int window) {
        return publish(peer, window, new Pace.Window(1));
    }

    Plan publishByTheClock(RunningServer peer) {
        return publish(peer, 1, new Pace.Clock(rate));
    }

    /** Returns a run without canaries, because what the server spends on them is not part of the comparison. */
    private Plan publish(RunningServer peer, int publishers, Pace pace) {
        Fanout workload = new Fanout(1, publishers, pace, size, warmUp, DRAIN, PublishBy.HTTP, Optional.empty());
        return Plan.usual(target(peer, POSTING), subscribers, workload, duration);
    }

    private static Target target(RunningServer peer, Dialect dialect) {
        return Target.of("ws://127.0.0.1:" + peer.port() + PATH, Security.DEFAULT, dialect);
    }
}
