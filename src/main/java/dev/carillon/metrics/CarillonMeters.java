package dev.carillon.metrics;

import static java.util.stream.Collectors.toMap;

import dev.carillon.admission.RefusalReason;
import dev.carillon.auth.Denial;
import dev.carillon.cluster.ClusterHealth;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.Log;
import dev.carillon.outbox.DisconnectReason;
import dev.carillon.rate.Limit;
import dev.carillon.rate.RateMeters;
import dev.carillon.replica.Replica;
import dev.carillon.websocket.CloseCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All meters of a node, each registered once. {@link LoopMeters} updates those that loops report. */
public final class CarillonMeters implements RateMeters, AutoCloseable {
    /** Registered at the start: Prometheus computes no rate for a series that begins with its first event. */
    static final List<Integer> HANDSHAKE_STATUSES = List.of(400, 401, 403, 404, 426, 429, 503);

    private static final List<Integer> POST_STATUSES = List.of(400, 401, 403, 408, 413, 415, 422, 429, 501, 503);

    final Counter handshakesAccepted;
    final Counter publishRefused;
    final Counter delivered;
    final Counter deliveredBytes;
    final Counter caughtUp;
    final Counter receivedBytes;
    final Counter sentBytes;
    final Timer swept;
    final Sum connections = new Sum();
    final Sum eventStreams = new Sum();
    final Sum catchingUp = new Sum();
    final Sum topics = new Sum();
    final Sum subscriptions = new Sum();
    final Map<Level, Sum> used = sums();
    final Map<Level, Sum> limits = sums();
    private final Counter proxyHeadersRefused;
    final CountersBy<CloseCause> closed;
    final CountersBy<SlowReaderPolicy> dropped;
    final CountersBy<DisconnectReason> disconnected;
    final CountersBy<RefusalReason> turnedAway;
    final CountersBy<Denial> denied;
    final CountersBy<Boolean> resumed;
    private final CountersBy<Limit> limited;
    private final MeterRegistry registry;
    private final JvmMeters jvm;

    public CarillonMeters(MeterRegistry registry) {
        this.registry = registry;
        ProcessMeters.on(registry);
        jvm = new JvmMeters(registry);
        handshakesAccepted = counter("carillon.handshakes.accepted", "WebSockets and event streams that were opened");
        publishRefused =
                counter("carillon.publications.refused", "Publications refused because too many bytes were pending");
        proxyHeadersRefused = counter(
                "carillon.proxy.headers.refused",
                "Connections from trusted proxies that were closed, since they began with no header of the PROXY protocol");
        delivered = counter("carillon.deliveries", "Publications handed to subscribers, once for each of them");
        deliveredBytes = counter("carillon.deliveries.bytes", "Bytes of frames handed to subscribers");
        caughtUp = counter("carillon.caught.up.messages", "Deliveries that were read from the log");
        resumed = counters(
                Stream.of(true, false),
                "carillon.resumes",
                "Subscriptions that resumed after an id, by whether all later publications were available",
                "recovered",
                recovered -> Boolean.toString(recovered));
        receivedBytes = counter("carillon.received.bytes", "Bytes received on open WebSockets and event streams");
        sentBytes = counter("carillon.sent.bytes", "Bytes sent on open WebSockets and event streams");
        swept = times(
                        "carillon.publish.to.last.write",
                        "Time from a publication to the write to its last subscriber on a loop")
                .register(registry);
        closed = counters(
                Stream.of(CloseCause.values()),
                "carillon.closed",
                "WebSockets and event streams that ended, by cause",
                "cause",
                CarillonMeters::kebab);
        dropped = counters(
                Stream.of(SlowReaderPolicy.values()).filter(SlowReaderPolicy::dropsPublications),
                "carillon.dropped",
                "Publications left out for slow readers, by the policy of their topic",
                "policy",
                CarillonMeters::kebab);
        disconnected = counters(
                Stream.of(DisconnectReason.values()),
                "carillon.slow.readers.closed",
                "Connections of slow readers that were closed, by reason",
                "reason",
                CarillonMeters::kebab);
        turnedAway = counters(
                Stream.of(RefusalReason.values()),
                "carillon.handshakes.turned.away",
                "Valid requests for a WebSocket or event stream that a limit refused, by reason",
                "reason",
                CarillonMeters::kebab);
        limited = counters(
                Stream.of(Limit.values()),
                "carillon.rate.limited",
                "Publications, subscriptions and logins that a rate limit refused, by limit",
                "limit",
                Limit::label);
        denied = counters(
                Stream.of(Denial.values()),
                "carillon.logins.denied",
                "Requests whose token or API key was missing or not accepted, by reason",
                "reason",
                Denial::label);
        HANDSHAKE_STATUSES.forEach(this::handshakesRefused);
        POST_STATUSES.forEach(this::postsRefused);
        gauge("carillon.connections", "Open WebSockets and event streams", connections::get);
        gauge("carillon.event.streams", "Open event streams", eventStreams::get);
        gauge("carillon.catching.up", "Connections that are catching up from the log", catchingUp::get);
        gauge("carillon.topics", "Topics and patterns with a subscriber, once for each loop that has one", topics::get);
        gauge("carillon.subscriptions", "Subscriptions of all connections", subscriptions::get);
        for (Level level : Level.values()) {
            gauge(level.meter(), level.description(), sum(used, level)::get);
            gauge(level.meter() + ".limit", "Limit: " + level.description(), sum(limits, level)::get);
        }
    }

    /** Open WebSockets and event streams. Any thread may call this. */
    public long openConnections() {
        return connections.get();
    }

    /** Registers the version as a gauge that is always 1, as is usual in Prometheus. */
    public void build(String version) {
        Gauge.builder("carillon.build.info", () -> 1)
                .description("Versions of Carillon and Java, with the constant value 1")
                .tags("version", version, "java", Runtime.version().toString())
                .register(registry);
    }

    public void connectionLimit(Supplier<Number> limit) {
        gauge("carillon.connections.limit", "Maximum number of open WebSockets and event streams", limit);
    }

    /** Registers the time when the certificates expire; for a service with TLS. */
    public void certificateExpiry(Supplier<Instant> expiry) {
        TimeGauge.builder("carillon.tls.certificate.expiry", () -> expiry.get().getEpochSecond(), TimeUnit.SECONDS)
                .description("Time at which the first of the certificates in use expires, as Unix time")
                .register(registry);
    }

    /** Registers the meters of a node with a shared log. */
    public void replica(Replica replica) {
        new ReplicaMeters(registry).of(replica);
    }

    public void cluster(ClusterHealth health) {
        new ClusterMeters(registry).of(health);
    }

    /**
     * Registers the limit on handshakes per second.
     *
     * @param perSecond infinite if there is no limit
     */
    public void handshakeRateLimit(Supplier<Number> perSecond) {
        gauge("carillon.handshake.rate.limit", "Maximum number of handshakes per second", perSecond);
    }

    public SettingsMeters settings(InstantSource timeOfDay) {
        return new SettingsMeters(registry, timeOfDay);
    }

    /** Registers the meters of the log, once however often this is called. */
    public void history(Log log) {
        if (registry.find("carillon.history.messages").gauge() != null) {
            return;
        }
        gauge("carillon.history.messages", "Publications that are remembered", log::messageCount);
        gauge("carillon.history.bytes", "Memory of the remembered publications in bytes", log::bytes);
        gauge("carillon.history.bytes.limit", "Maximum memory of the remembered publications in bytes", log::bytesMax);
        gauge("carillon.history.topics", "Topics with a remembered publication", log::topicCount);
    }

    /** Registers the number of publications that this node accepted; each counts once for all loops and nodes. */
    public void publications(LongSupplier published) {
        FunctionCounter.builder("carillon.publications", this, meters -> published.getAsLong())
                .description("Publications that this node accepted, each counted once")
                .register(registry);
    }

    /** Registers the number of publications that were replaced by a newer one of the same topic. */
    public void conflated(LongSupplier conflated) {
        FunctionCounter.builder("carillon.conflated", this, meters -> conflated.getAsLong())
                .description("Publications replaced by a newer one within the least interval of their topic")
                .register(registry);
    }

    /** Counts a post to a topic that was answered with {@code status} instead of 202. */
    public void postRefused(int status) {
        postsRefused(status).increment();
    }

    private Counter postsRefused(int status) {
        return counter(
                "carillon.posts.refused",
                "Posts to a topic with another answer than 202, by status",
                "status",
                Integer.toString(status));
    }

    /** Counts a connection from a trusted proxy that did not begin with a header of the PROXY protocol. */
    public void proxyHeaderRefused() {
        proxyHeadersRefused.increment();
    }

    /** The meters for one loop. */
    public LoopMeters forLoop(int index) {
        String loop = Integer.toString(index);
        Counter published = counter(
                "carillon.loop.publications",
                "Publications that reached a loop; each reaches all loops of all nodes",
                "loop",
                loop);
        Timer late = times("carillon.loop.delay", "Delay of scheduled tasks of a loop, measured 16 times a second")
                .tag("loop", loop)
                .register(registry);
        return new LoopMeters(this, published, late);
    }

    @Override
    public void limited(Limit limit) {
        limited.increment(limit);
    }

    /** Stops listening to the JVM; counters can still be read. */
    @Override
    public void close() {
        jvm.close();
    }

    Counter handshakesRefused(int status) {
        return counter(
                "carillon.handshakes.refused",
                "Requests for a WebSocket, and those for an event stream that found no place, answered otherwise",
                "status",
                Integer.toString(status));
    }

    static Sum sum(Map<Level, Sum> sums, Level level) {
        return Objects.requireNonNull(sums.get(level));
    }

    private static Map<Level, Sum> sums() {
        return Arrays.stream(Level.values()).collect(toMap(level -> level, level -> new Sum()));
    }

    private static Timer.Builder times(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30));
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private <T> CountersBy<T> counters(
            Stream<T> values, String name, String description, String tag, Function<T, String> label) {
        return new CountersBy<>(values, value -> counter(name, description, tag, label.apply(value)));
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private static String kebab(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
