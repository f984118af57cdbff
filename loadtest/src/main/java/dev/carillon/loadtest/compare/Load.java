package dev.carillon.loadtest.compare;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Security;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Tokens;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Idle;
import dev.carillon.loadtest.plan.Workload.Pace;
import dev.carillon.loadtest.plan.Workload.PublishBy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every server is loaded with.
 *
 * @param idle sockets that are held and no more
 * @param subscribers of the topic that is published to
 * @param windows publications outstanding, one figure for each
 * @param rate of publication for the latency
 * @param size bytes of a publication
 * @param warmUp how long each run publishes before that
 * @param duration how long each run measures
 */
public record Load(
        int idle, int subscribers, List<Integer> windows, Rate rate, int size, Duration warmUp, Duration duration) {
    /** Sockets that there are before those that count, so that what a server sets up once does not count as theirs. */
    private static final int SHARE_BEFORE = 10;

    static final ScoreColumn MEMORY = new ScoreColumn("RSS per idle socket", ScoreColumn.Kind.MEMORY);
    static final ScoreColumn ACCEPT = new ScoreColumn("CPU per accept", ScoreColumn.Kind.PROCESSOR);

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
            Tokens.NONE);

    private static final Duration HOLD = Duration.ofMillis(100);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    public Load {
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

    // ---- what is read from it

    /** In the order of the table. */
    List<ScoreColumn> columns() {
        return Stream.concat(windows.stream().map(Load::deliveries), Stream.of(MEMORY, ACCEPT, latency()))
                .toList();
    }

    static ScoreColumn deliveries(int window) {
        return new ScoreColumn("window " + window, ScoreColumn.Kind.DELIVERIES);
    }

    ScoreColumn latency() {
        return new ScoreColumn("p99 at " + rate, ScoreColumn.Kind.LATENCY);
    }

    // ---- the runs that bring it

    Plan hold(RunningPeer peer, int sockets) {
        return Plan.usual(target(peer, Dialect.PLAIN), sockets, new Idle(), HOLD);
    }

    /** So many publishers that each wait until all have what they published; all servers can merge what these send at once. */
    Plan publishInWindow(RunningPeer peer, int window) {
        return publish(peer, window, new Pace.Window(1));
    }

    Plan publishByTheClock(RunningPeer peer) {
        return publish(peer, 1, new Pace.Clock(rate));
    }

    /** Without canaries: what the server spends on others is not part of a comparison. */
    private Plan publish(RunningPeer peer, int publishers, Pace pace) {
        Fanout workload = new Fanout(1, publishers, pace, size, warmUp, DRAIN, PublishBy.HTTP, Optional.empty());
        return Plan.usual(target(peer, POSTING), subscribers, workload, duration);
    }

    private static Target target(RunningPeer peer, Dialect dialect) {
        return Target.of("ws://127.0.0.1:" + peer.port() + PATH, Security.DEFAULT, dialect);
    }
}
