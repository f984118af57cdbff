package dev.carillon.metrics;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.lane.GivenUp;
import dev.carillon.websocket.CloseCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** All meters of a node, each registered once; {@link LoopMeters} writes them. */
public final class CarillonMeters {
    final Counter handshakesAccepted;
    final Counter publishRefused;
    final Counter delivered;
    final Counter deliveredBytes;
    final Counter receivedBytes;
    final Counter sentBytes;
    final Timer swept;
    final AtomicLong connections = new AtomicLong();
    final AtomicLong waitingBytes = new AtomicLong();
    private final Map<CloseCause, Counter> closed = new EnumMap<>(CloseCause.class);
    private final Map<SlowReaderPolicy, Counter> dropped = new EnumMap<>(SlowReaderPolicy.class);
    private final Map<GivenUp, Counter> gaveUp = new EnumMap<>(GivenUp.class);
    private final Map<TurnedAway, Counter> turnedAway = new EnumMap<>(TurnedAway.class);
    private final MeterRegistry registry;

    public CarillonMeters(MeterRegistry registry) {
        this.registry = registry;
        handshakesAccepted = counter("carillon.handshakes.accepted", "WebSocket handshakes answered with 101");
        publishRefused = counter("carillon.publications.refused", "Publications turned away: too much was pending");
        delivered = counter("carillon.deliveries", "Publications handed to subscribers, once for each of them");
        deliveredBytes = counter("carillon.deliveries.bytes", "Bytes of frames handed to subscribers");
        receivedBytes = counter("carillon.received.bytes", "Bytes received on open WebSockets");
        sentBytes = counter("carillon.sent.bytes", "Bytes the kernel took for open WebSockets");
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
            closed.put(cause, closedCounter(cause));
        }
        for (SlowReaderPolicy policy : SlowReaderPolicy.values()) {
            if (policy != SlowReaderPolicy.DISCONNECT) {
                dropped.put(policy, droppedCounter(policy));
            }
        }
        for (GivenUp why : GivenUp.values()) {
            gaveUp.put(why, gaveUpCounter(why));
        }
        for (TurnedAway why : TurnedAway.values()) {
            turnedAway.put(why, turnedAwayCounter(why));
        }
        Gauge.builder("carillon.connections", connections, AtomicLong::doubleValue)
                .description("Open WebSockets")
                .register(registry);
        Gauge.builder("carillon.outbox.bytes", waitingBytes, AtomicLong::doubleValue)
                .description("Bytes that wait for slow readers, and 64 for each frame")
                .register(registry);
    }

    /** The meters as one loop writes them. */
    public LoopMeters forLoop(int index) {
        Counter published = Counter.builder("carillon.publications")
                .description("Publications that reached a loop; each reaches all loops of all nodes")
                .tag("loop", Integer.toString(index))
                .register(registry);
        return new LoopMeters(this, published);
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

    Counter turnedAway(TurnedAway why) {
        return Objects.requireNonNull(turnedAway.get(why));
    }

    void handshakeRefused(int status) {
        Counter.builder("carillon.handshakes.refused")
                .description("WebSocket handshakes answered otherwise")
                .tag("status", Integer.toString(status))
                .register(registry)
                .increment();
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Counter closedCounter(CloseCause cause) {
        return Counter.builder("carillon.closed")
                .description("WebSockets that ended, by why")
                .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Counter droppedCounter(SlowReaderPolicy policy) {
        return Counter.builder("carillon.dropped")
                .description("Publications left out for slow readers, by the policy of their topic")
                .tag("policy", policy.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry);
    }

    private Counter gaveUpCounter(GivenUp why) {
        return Counter.builder("carillon.slow.readers.closed")
                .description("Slow readers that lost their connection, by why")
                .tag("reason", why.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Counter turnedAwayCounter(TurnedAway why) {
        return Counter.builder("carillon.handshakes.turned.away")
                .description("WebSocket handshakes that were in order and found no place, by why")
                .tag("reason", why.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry);
    }
}
