package dev.carillon.config;

import dev.carillon.hub.SlowReaderRules;
import dev.carillon.log.HistoryRules;
import java.util.List;
import java.util.Optional;

/**
 * How the service runs.
 *
 * @param loops event loops that serve sockets, each with everything of its own
 * @param page whether the page at {@code /} is served
 * @param cluster how to find other nodes; without it this one stands alone
 * @param tls what sockets are encrypted with; without it they are not
 * @param topics what holds for some topics alone; the first that matches decides
 * @param historyBytes what all that is remembered may take
 */
public record ServiceSettings(
        Listening listening,
        int loops,
        LaneChoice lane,
        SocketSettings sockets,
        AdmissionSettings admission,
        StopSettings stop,
        boolean page,
        Optional<ClusterSettings> cluster,
        Optional<TlsSettings> tls,
        List<TopicSettings> topics,
        long historyBytes) {
    private static final long HISTORY_LEAST = 1024;

    public ServiceSettings {
        if (tls.isPresent() && lane == LaneChoice.FAST) {
            throw new IllegalArgumentException("--lane must be auto or channel with --tls-cert, was fast");
        }
        topics = List.copyOf(topics);
        if (loops < 1 || loops > 1024) {
            throw new IllegalArgumentException("--loops must be 1 to 1024 or auto, was " + loops);
        }
        if (historyBytes < HISTORY_LEAST) {
            throw new IllegalArgumentException(
                    "--history-bytes must be at least " + HISTORY_LEAST + ", was " + historyBytes);
        }
        if (historyBytes > heapBytes()) {
            throw new IllegalArgumentException(
                    "--history-bytes must be at most the heap of " + heapBytes() + " bytes, was " + historyBytes);
        }
    }

    /** The lane as far as it is settled already: the fast one knows nothing of TLS. */
    public LaneChoice laneForSockets() {
        return tls.isPresent() ? LaneChoice.CHANNEL : lane;
    }

    /** What becomes of publications that a peer takes too slowly. */
    public SlowReaderRules slowReaderRules() {
        return new SlowReaderRules(topics.stream()
                .map(topic -> new SlowReaderRules.Rule(topic.pattern(), topic.slowReaders()))
                .toList());
    }

    /** Which topics are remembered, and how much of them. */
    public HistoryRules historyRules() {
        return new HistoryRules(topics.stream()
                .map(topic -> new HistoryRules.Rule(topic.pattern(), topic.remembered(), topic.lastValue()))
                .toList());
    }

    /** What all that is remembered may take where nothing else is said: an eighth of the heap. */
    public static long defaultHistoryBytes() {
        return heapBytes() / 8;
    }

    private static long heapBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    public static ServiceSettings defaults() {
        return new ServiceSettings(
                Listening.defaults(),
                1,
                LaneChoice.AUTO,
                SocketSettings.defaults(),
                AdmissionSettings.defaults(),
                StopSettings.defaults(),
                true,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                defaultHistoryBytes());
    }

    public ServiceSettings with(Listening listening) {
        return new ServiceSettings(
                listening, loops, lane, sockets, admission, stop, page, cluster, tls, topics, historyBytes);
    }

    public ServiceSettings withLoops(int loops) {
        return new ServiceSettings(
                listening, loops, lane, sockets, admission, stop, page, cluster, tls, topics, historyBytes);
    }

    public ServiceSettings with(LaneChoice lane) {
        return new ServiceSettings(
                listening, loops, lane, sockets, admission, stop, page, cluster, tls, topics, historyBytes);
    }

    public ServiceSettings with(SocketSettings sockets) {
        return new ServiceSettings(
                listening, loops, lane, sockets, admission, stop, page, cluster, tls, topics, historyBytes);
    }

    public ServiceSettings with(AdmissionSettings admission) {
        return new ServiceSettings(
                listening, loops, lane, sockets, admission, stop, page, cluster, tls, topics, historyBytes);
    }

    public ServiceSettings with(StopSettings stop) {
        return new ServiceSettings(
                listening, loops, lane, sockets, admission, stop, page, cluster, tls, topics, historyBytes);
    }

    public ServiceSettings with(List<TopicSettings> topics) {
        return new ServiceSettings(
                listening, loops, lane, sockets, admission, stop, page, cluster, tls, topics, historyBytes);
    }

    public ServiceSettings withHistoryBytes(long historyBytes) {
        return new ServiceSettings(
                listening, loops, lane, sockets, admission, stop, page, cluster, tls, topics, historyBytes);
    }

    public ServiceSettings with(TlsSettings tls) {
        return new ServiceSettings(
                listening,
                loops,
                lane,
                sockets,
                admission,
                stop,
                page,
                cluster,
                Optional.of(tls),
                topics,
                historyBytes);
    }
}
