package dev.carillon.config;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.log.HistoryRules;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The settings of the service.
 *
 * @param loops event loops that serve sockets; each has its own connections, subscribers and counters
 * @param page whether the page at {@code /} is served
 * @param cluster how to find other nodes; empty for a single node
 * @param tls the certificates of the port for clients; empty for plain text
 * @param topics settings for some topics only; the first rule whose pattern matches a topic applies
 * @param historyBytes the most memory of all remembered publications
 * @param access which clients may do what
 * @param proxies the proxies whose statement about client addresses is used
 * @param rates the rate limits for clients
 * @param logging which lines are logged, and in which format
 * @param tracing whether posts are traced for OpenTelemetry
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
        long historyBytes,
        AccessSettings access,
        ProxySettings proxies,
        RateSettings rates,
        LogSettings logging,
        boolean tracing) {
    /** The settings that {@link #withLiveOf} takes from the new settings, by their names in a file. */
    public static final Set<String> LIVE = Set.of(
            ConfigFile.TOPICS,
            ConfigFile.API_KEYS,
            ConfigFile.ANONYMOUS,
            "token-key",
            "jwks",
            "token-audience",
            "token-issuer",
            "allow-origin",
            "max-connections",
            "handshake-rate",
            "max-connections-per-address",
            "handshake-rate-per-address",
            "max-subscriptions",
            "publish-rate-per-key",
            "publish-rate-per-connection",
            "publish-rate-per-address",
            "subscribe-rate-per-key",
            "subscribe-rate-per-connection",
            "subscribe-rate-per-address",
            "failed-logins-per-address",
            "log-connections");

    private static final long HISTORY_LEAST = 1024;

    /** An operator with a slow connection should see the present state. */
    private static final SlowReaderRules.Rule OF_THE_SERVICE =
            new SlowReaderRules.Rule(new TopicPattern("$**"), SlowReaderPolicy.LATEST);

    public ServiceSettings {
        if (tls.isPresent() && lane == LaneChoice.FAST) {
            throw new IllegalArgumentException("--lane must be auto or channel with --tls-cert, was fast");
        }
        access.requireIntended(listening.host());
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

    /** The lane as far as the settings decide it: with TLS it is the channel lane. */
    public LaneChoice laneForSockets() {
        return tls.isPresent() ? LaneChoice.CHANNEL : lane;
    }

    /** The policy for a peer that reads publications too slowly. */
    public SlowReaderRules slowReaderRules() {
        Stream<SlowReaderRules.Rule> rules =
                topics.stream().map(topic -> new SlowReaderRules.Rule(topic.pattern(), topic.slowReaders()));
        return new SlowReaderRules(
                Stream.concat(rules, Stream.of(OF_THE_SERVICE)).toList());
    }

    /** Which topics are remembered, and how much of each. */
    public HistoryRules historyRules() {
        return new HistoryRules(topics.stream()
                .map(topic -> new HistoryRules.Rule(topic.pattern(), topic.remembered(), topic.lastValue()))
                .toList());
    }

    /** The default limit for all remembered publications: an eighth of the heap. */
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
                defaultHistoryBytes(),
                AccessSettings.defaults(),
                ProxySettings.NONE,
                RateSettings.NONE,
                LogSettings.DEFAULT,
                false);
    }

    public ServiceSettings with(Listening listening) {
        return changed(copy -> copy.listening = listening);
    }

    public ServiceSettings withLoops(int loops) {
        return changed(copy -> copy.loops = loops);
    }

    public ServiceSettings with(LaneChoice lane) {
        return changed(copy -> copy.lane = lane);
    }

    public ServiceSettings with(SocketSettings sockets) {
        return changed(copy -> copy.sockets = sockets);
    }

    public ServiceSettings with(AdmissionSettings admission) {
        return changed(copy -> copy.admission = admission);
    }

    public ServiceSettings with(StopSettings stop) {
        return changed(copy -> copy.stop = stop);
    }

    public ServiceSettings withPage(boolean page) {
        return changed(copy -> copy.page = page);
    }

    public ServiceSettings with(TlsSettings tls) {
        return changed(copy -> copy.tls = Optional.of(tls));
    }

    public ServiceSettings with(List<TopicSettings> topics) {
        return changed(copy -> copy.topics = topics);
    }

    public ServiceSettings withHistoryBytes(long historyBytes) {
        return changed(copy -> copy.historyBytes = historyBytes);
    }

    public ServiceSettings with(AccessSettings access) {
        return changed(copy -> copy.access = access);
    }

    public ServiceSettings with(ProxySettings proxies) {
        return changed(copy -> copy.proxies = proxies);
    }

    public ServiceSettings with(RateSettings rates) {
        return changed(copy -> copy.rates = rates);
    }

    public ServiceSettings with(LogSettings logging) {
        return changed(copy -> copy.logging = logging);
    }

    public ServiceSettings withTracing(boolean tracing) {
        return changed(copy -> copy.tracing = tracing);
    }

    /**
     * These settings with those of {@code next} that can change without a restart, which are in {@link #LIVE}.
     *
     * @throws IllegalArgumentException when the two contradict each other
     */
    public ServiceSettings withLiveOf(ServiceSettings next) {
        return changed(copy -> {
            copy.sockets = sockets.withMaxSubscriptions(next.sockets.maxSubscriptions());
            copy.admission = admission.withLiveOf(next.admission);
            copy.topics = next.topics;
            copy.access = next.access;
            copy.rates = next.rates;
            copy.logging = new LogSettings(logging.format(), next.logging.connections());
        });
    }

    private ServiceSettings changed(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.settings();
    }

    /** A mutable copy, since Java has no syntax to copy a record with one component changed. */
    private static final class Copy {
        private Listening listening;
        private int loops;
        private LaneChoice lane;
        private SocketSettings sockets;
        private AdmissionSettings admission;
        private StopSettings stop;
        private boolean page;
        private Optional<ClusterSettings> cluster;
        private Optional<TlsSettings> tls;
        private List<TopicSettings> topics;
        private long historyBytes;
        private AccessSettings access;
        private ProxySettings proxies;
        private RateSettings rates;
        private LogSettings logging;
        private boolean tracing;

        Copy(ServiceSettings of) {
            listening = of.listening;
            loops = of.loops;
            lane = of.lane;
            sockets = of.sockets;
            admission = of.admission;
            stop = of.stop;
            page = of.page;
            cluster = of.cluster;
            tls = of.tls;
            topics = of.topics;
            historyBytes = of.historyBytes;
            access = of.access;
            proxies = of.proxies;
            rates = of.rates;
            logging = of.logging;
            tracing = of.tracing;
        }

        ServiceSettings settings() {
            return new ServiceSettings(
                    listening,
                    loops,
                    lane,
                    sockets,
                    admission,
                    stop,
                    page,
                    cluster,
                    tls,
                    topics,
                    historyBytes,
                    access,
                    proxies,
                    rates,
                    logging,
                    tracing);
        }
    }
}
