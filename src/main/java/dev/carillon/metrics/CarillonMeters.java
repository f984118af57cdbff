package dev.carillon.metrics;

import dev.carillon.auth.Denial;
import dev.carillon.cluster.ClusterHealth;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.Log;
import dev.carillon.outbox.GivenUp;
import dev.carillon.rate.Limit;
import dev.carillon.rate.RateMeters;
import dev.carillon.replica.Replica;
import dev.carillon.websocket.CloseCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** All meters of a node, each registered once; {@link LoopMeters} writes them. */
public final class CarillonMeters implements RateMeters {
    final Counter handshakesAccepted;
    final Counter publishRefused;
    final Counter proxyHeadersRefused;
    final Counter delivered;
    final Counter deliveredBytes;
    final Counter caughtUp;
    final Counter receivedBytes;
    final Counter sentBytes;
    final Timer swept;
    final AtomicLong connections = new AtomicLong();
    final AtomicLong eventStreams = new AtomicLong();
    final AtomicLong waitingBytes = new AtomicLong();
    final AtomicLong catchingUp = new AtomicLong();
    final AtomicLong topics = new AtomicLong();
    final AtomicLong subscriptions = new AtomicLong();
    private final Map<CloseCause, Counter> closed = new EnumMap<>(CloseCause.class);
    private final Map<SlowReaderPolicy, Counter> dropped = new EnumMap<>(SlowReaderPolicy.class);
    private final Map<GivenUp, Counter> gaveUp = new EnumMap<>(GivenUp.class);
    private final Map<TurnedAway, Counter> turnedAway = new EnumMap<>(TurnedAway.class);
    private final Map<Limit, Counter> limited = new EnumMap<>(Limit.class);
    private final Map<Denial, Counter> denied = new EnumMap<>(Denial.class);
    private final Counter resumedWhole;
    private final Counter resumedWithGaps;
    private final MeterRegistry registry;

    public CarillonMeters(MeterRegistry registry) {
        this.registry = registry;
        ProcessMeters.on(registry);
        handshakesAccepted = counter("carillon.handshakes.accepted", "WebSockets and event streams that were opened");
        publishRefused = counter("carillon.publications.refused", "Publications turned away: too much was pending");
        proxyHeadersRefused = counter(
                "carillon.proxy.headers.refused",
                "Connections from trusted proxies that were closed, since they began with no header of the PROXY protocol");
        delivered = counter("carillon.deliveries", "Publications handed to subscribers, once for each of them");
        deliveredBytes = counter("carillon.deliveries.bytes", "Bytes of frames handed to subscribers");
        caughtUp = counter("carillon.caught.up.messages", "Of the deliveries, those that were read from the log");
        resumedWhole = resumes(true);
        resumedWithGaps = resumes(false);
        receivedBytes = counter("carillon.received.bytes", "Bytes received on open WebSockets and event streams");
        sentBytes = counter("carillon.sent.bytes", "Bytes the kernel took for open WebSockets and event streams");
        swept = Timer.builder("carillon.publish.to.last.write")
                .description("From a publication to the write to its last subscriber on a loop")
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
                        Duration.ofSeconds(30))
                .register(registry);
        for (CloseCause cause : CloseCause.values()) {
            closed.put(
                    cause,
                    counter(
                            "carillon.closed",
                            "WebSockets and event streams that ended, by why",
                            "cause",
                            kebab(cause)));
        }
        for (SlowReaderPolicy policy : SlowReaderPolicy.values()) {
            if (policy.leavesOut()) {
                dropped.put(
                        policy,
                        counter(
                                "carillon.dropped",
                                "Publications left out for slow readers, by the policy of their topic",
                                "policy",
                                kebab(policy)));
            }
        }
        for (GivenUp why : GivenUp.values()) {
            gaveUp.put(
                    why,
                    counter(
                            "carillon.slow.readers.closed",
                            "Slow readers that lost their connection, by why",
                            "reason",
                            kebab(why)));
        }
        for (TurnedAway why : TurnedAway.values()) {
            turnedAway.put(
                    why,
                    counter(
                            "carillon.handshakes.turned.away",
                            "Requests for a WebSocket or event stream that were in order and found no place, by why",
                            "reason",
                            kebab(why)));
        }
        for (Limit limit : Limit.values()) {
            limited.put(
                    limit,
                    counter(
                            "carillon.rate.limited",
                            "Publications, subscriptions and logins that a rate did not allow, by the limit",
                            "limit",
                            limit.label()));
        }
        for (Denial why : Denial.values()) {
            denied.put(
                    why,
                    counter(
                            "carillon.logins.denied",
                            "Requests whose token or API key was not accepted, or missing, by why",
                            "reason",
                            why.label()));
        }
        gauge("carillon.connections", "Open WebSockets and event streams", connections::get);
        gauge("carillon.event.streams", "Open event streams", eventStreams::get);
        gauge("carillon.outbox.bytes", "Bytes that wait for slow readers, and 64 for each frame", waitingBytes::get);
        gauge("carillon.catching.up", "Connections that read from the log now", catchingUp::get);
        gauge("carillon.topics", "Topics and patterns with a subscriber, once for each loop that has one", topics::get);
        gauge("carillon.subscriptions", "Subscriptions of all connections", subscriptions::get);
    }

    /** What runs here: a gauge that is always 1, as Prometheus wants it. */
    public void build(String version) {
        Gauge.builder("carillon.build.info", () -> 1)
                .description("What runs here")
                .tags("version", version, "java", Runtime.version().toString())
                .register(registry);
    }

    public void connectionLimit(Supplier<Number> limit) {
        gauge("carillon.connections.limit", "WebSockets and event streams that are taken at one time", limit);
    }

    /** What a node that shares its log with others reports. */
    public void replica(Replica replica) {
        new ReplicaMeters(registry).of(replica);
    }

    public void cluster(ClusterHealth health) {
        new ClusterMeters(registry).of(health);
    }

    public SettingsMeters settings(InstantSource timeOfDay) {
        return new SettingsMeters(registry, timeOfDay);
    }

    /** What the node remembers; registered once, however often this is called. */
    public void history(Log log) {
        if (registry.find("carillon.history.messages").gauge() != null) {
            return;
        }
        gauge("carillon.history.messages", "Publications that are remembered", log::messageCount);
        gauge("carillon.history.bytes", "What they count for in memory", log::bytes);
        gauge("carillon.history.bytes.limit", "The most that they may count for", log::bytesMax);
        gauge("carillon.history.topics", "Topics of which something is remembered", log::topicCount);
    }

    /** Tells how many were {@code published} here, each once however many loops and nodes it went to. */
    public void publications(LongSupplier published) {
        FunctionCounter.builder("carillon.publications", this, meters -> published.getAsLong())
                .description("Publications that this node took, each once")
                .register(registry);
    }

    /** Tells how many of them were {@code conflated}: given up for a newer one of the same topic. */
    public void conflated(LongSupplier conflated) {
        FunctionCounter.builder("carillon.conflated", this, meters -> conflated.getAsLong())
                .description("Publications given up for a newer one within the least interval of their topic")
                .register(registry);
    }

    /** A post to a topic was answered with {@code status} instead of 202. */
    public void postRefused(int status) {
        counter(
                        "carillon.posts.refused",
                        "Posts to a topic that were answered otherwise than 202",
                        "status",
                        Integer.toString(status))
                .increment();
    }

    /** A connection from a trusted proxy did not begin with a header of the PROXY protocol. */
    public void proxyHeaderRefused() {
        proxyHeadersRefused.increment();
    }

    /** The meters as one loop writes them. */
    public LoopMeters forLoop(int index) {
        Counter published = counter(
                "carillon.loop.publications",
                "Publications that reached a loop; each reaches all loops of all nodes",
                "loop",
                Integer.toString(index));
        return new LoopMeters(this, published);
    }

    @Override
    public void limited(Limit limit) {
        Objects.requireNonNull(limited.get(limit)).increment();
    }

    Counter closed(CloseCause cause) {
        return Objects.requireNonNull(closed.get(cause));
    }

    Counter dropped(SlowReaderPolicy policy) {
        return Objects.requireNonNull(dropped.get(policy));
    }

    Counter gaveUp(GivenUp why) {
        return Objects.requireNonNull(gaveUp.get(why));
    }

    Counter resumed(boolean recovered) {
        return recovered ? resumedWhole : resumedWithGaps;
    }

    Counter turnedAway(TurnedAway why) {
        return Objects.requireNonNull(turnedAway.get(why));
    }

    Counter denied(Denial why) {
        return Objects.requireNonNull(denied.get(why));
    }

    void handshakeRefused(int status) {
        counter(
                        "carillon.handshakes.refused",
                        "Requests for a WebSocket, and those for an event stream that found no place, answered otherwise",
                        "status",
                        Integer.toString(status))
                .increment();
    }

    private Counter resumes(boolean recovered) {
        return counter(
                "carillon.resumes",
                "Subscriptions that named the id behind which they begin, by whether all that followed was there",
                "recovered",
                Boolean.toString(recovered));
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private static String kebab(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
