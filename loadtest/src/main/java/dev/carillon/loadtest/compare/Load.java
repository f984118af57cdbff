package dev.carillon.loadtest.compare;

import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    List<String> hold(RunningPeer peer, int sockets) {
        return run("idle", peer, sockets, List.of("--duration", "100ms"));
    }

    /** So many publishers that each wait until all have what they published; all servers can merge what these send at once. */
    List<String> publishInWindow(RunningPeer peer, int window) {
        return publish(peer, "--publishers", Integer.toString(window), "--window", "1");
    }

    List<String> publishByTheClock(RunningPeer peer) {
        return publish(peer, "--publish-rate", rate.toString());
    }

    private List<String> publish(RunningPeer peer, String... pace) {
        List<String> arguments = new ArrayList<>(List.of(
                "--publish-http",
                PATH,
                // What the server spends on others is not part of a comparison.
                "--canaries",
                "0",
                "--size",
                Integer.toString(size),
                "--warm-up",
                Durations.text(warmUp),
                "--duration",
                Durations.text(duration)));
        arguments.addAll(List.of(pace));
        return run("fanout", peer, subscribers, arguments);
    }

    private static List<String> run(String verb, RunningPeer peer, int connections, List<String> others) {
        List<String> arguments = new ArrayList<>(List.of(
                verb,
                "ws://127.0.0.1:" + peer.port() + PATH,
                "-c",
                Integer.toString(connections),
                "--server-pid",
                Long.toString(peer.pid()),
                "--quiet"));
        arguments.addAll(others);
        return arguments;
    }
}
