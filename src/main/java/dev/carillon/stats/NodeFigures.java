package dev.carillon.stats;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The figures of a node as a JSON object. Counters start with the node. */
final class NodeFigures {
    private static final String PREFIX = "carillon.";
    private static final String NO_TAG = "";
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    private final MeterRegistry registry;
    private final String version;
    private final InstantSource timeOfDay;
    private final long startNanos = System.nanoTime();

    NodeFigures(MeterRegistry registry, String version, InstantSource timeOfDay) {
        this.registry = registry;
        this.version = version;
        this.timeOfDay = timeOfDay;
    }

    /** The present figures, and the measurements of {@code loops} since the last call. */
    JsonObject take(List<LoopStats> loops) {
        Values values = Values.of(registry);
        Runtime runtime = Runtime.getRuntime();
        return new JsonObject()
                .put("at", timeOfDay.millis())
                .put("uptimeSeconds", (System.nanoTime() - startNanos) / 1_000_000_000)
                .put("version", version)
                .put("connections", values.sum("connections"))
                .put("connectionsMax", values.sum("connections.limit"))
                .put("eventStreams", values.sum("event.streams"))
                .put("subscriptions", values.sum("subscriptions"))
                .put("topics", values.sum("topics"))
                .put("publications", values.sum("publications"))
                .put("conflated", values.sum("conflated"))
                .put("deliveries", values.sum("deliveries"))
                .put("deliveredBytes", values.sum("deliveries.bytes"))
                .put("caughtUp", values.sum("caught.up.messages"))
                .put("sentBytes", values.sum("sent.bytes"))
                .put("receivedBytes", values.sum("received.bytes"))
                .put("fanOut", fanOut(loops))
                .put("waitingBytes", values.sum("outbox.bytes"))
                .put("catchingUp", values.sum("catching.up"))
                .put("dropped", values.byTag("dropped"))
                .put("slowReadersClosed", values.byTag("slow.readers.closed"))
                .put("refused", refused(values))
                .put("loopDelayMs", longestDelayMillis(loops))
                .put("heapBytes", runtime.totalMemory() - runtime.freeMemory())
                .put("heapBytesMax", runtime.maxMemory())
                .put("history", history(values));
    }

    private static JsonObject refused(Values values) {
        return new JsonObject()
                .put("publications", values.sum("publications.refused"))
                .put("handshakes", values.byTag("handshakes.turned.away"))
                .put("rates", values.byTag("rate.limited"))
                .put("logins", values.byTag("logins.denied"));
    }

    private static JsonObject history(Values values) {
        return new JsonObject()
                .put("messages", values.sum("history.messages"))
                .put("topics", values.sum("history.topics"))
                .put("bytes", values.sum("history.bytes"))
                .put("bytesMax", values.sum("history.bytes.limit"));
    }

    /** The times from a publication to the write to its last subscriber; only the count if nothing was published. */
    private static JsonObject fanOut(List<LoopStats> loops) {
        Histogram times = new Histogram(2);
        loops.forEach(loop -> loop.addFanOut(times));
        JsonObject json = new JsonObject().put("count", times.getTotalCount());
        return times.getTotalCount() == 0
                ? json
                : json.put("p50Ms", times.getValueAtPercentile(50) / MICROS_PER_MILLI)
                        .put("p99Ms", times.getValueAtPercentile(99) / MICROS_PER_MILLI)
                        .put("maxMs", times.getMaxValue() / MICROS_PER_MILLI);
    }

    private static double longestDelayMillis(List<LoopStats> loops) {
        long nanos = 0;
        for (LoopStats loop : loops) {
            nanos = Math.max(nanos, loop.takeLongestDelayNanos());
        }
        return Math.round(nanos / NANOS_PER_MILLI * 10) / 10.0;
    }

    /** The values of the meters, by name and by the value of their one tag. */
    private record Values(Map<String, Map<String, Double>> byName) {
        static Values of(MeterRegistry registry) {
            Map<String, Map<String, Double>> byName = new HashMap<>();
            for (Meter meter : registry.getMeters()) {
                String name = meter.getId().getName();
                if (name.startsWith(PREFIX)) {
                    byName.computeIfAbsent(name.substring(PREFIX.length()), first -> new TreeMap<>())
                            .merge(tag(meter), meter.measure().iterator().next().getValue(), Double::sum);
                }
            }
            return new Values(byName);
        }

        private static String tag(Meter meter) {
            return meter.getId().getTags().stream()
                    .map(Tag::getValue)
                    .findFirst()
                    .orElse(NO_TAG);
        }

        long sum(String name) {
            double sum = 0;
            for (double value : byName.getOrDefault(name, Map.of()).values()) {
                sum += value;
            }
            return (long) sum;
        }

        /** The values that are not 0. */
        JsonObject byTag(String name) {
            JsonObject json = new JsonObject();
            byName.getOrDefault(name, Map.of()).forEach((tag, value) -> {
                if (value != 0) {
                    json.put(tag, value.longValue());
                }
            });
            return json;
        }
    }
}
