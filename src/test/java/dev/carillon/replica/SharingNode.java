package dev.carillon.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.carillon.bus.Arrivals;
import dev.carillon.bus.SharedLog;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A node with its own Hazelcast that records the publications of the shared log. */
final class SharingNode implements Arrivals, AutoCloseable {
    final HazelcastInstance hazelcast;
    final Replica replica;
    private final CompletableFuture<SharedLog> log = new CompletableFuture<>();
    private final Map<MessageId, String> had = new LinkedHashMap<>();
    private final Map<TopicName, LastValue> values = new HashMap<>();
    private final List<String> doubled = new ArrayList<>();
    private String epoch = "";
    private long newest;
    private int restarts;

    SharingNode(String cluster, int port, Optional<Integer> size, List<String> members, long historyBytes) {
        Config config = new Config().setClusterName(cluster);
        config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members);
        config.getMetricsConfig().setEnabled(false);
        config.setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "none")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.local.localAddress", "127.0.0.1")
                .setProperty("hazelcast.partition.count", "31");
        RingsConfig.addTo(config, size, historyBytes);
        hazelcast = Hazelcast.newHazelcastInstance(config);
        replica = Replica.of(hazelcast, size, historyBytes, shared -> {
            log.complete(shared);
            return this;
        });
        replica.start();
    }

    CompletableFuture<Outcome> publish(String text) {
        return publish("t", text);
    }

    CompletableFuture<Outcome> publish(String topic, String text) {
        Publication publication =
                new Publication(new TopicName(topic), Payload.text(text.getBytes(UTF_8)), System.nanoTime());
        Outcome room = log.join().reserve(publication);
        return room instanceof Refused
                ? CompletableFuture.completedFuture(room)
                : ((Pending) log.join().publish(publication, Optional.empty()))
                        .outcome()
                        .toCompletableFuture();
    }

    /** Publishes repeatedly until it is acknowledged. */
    MessageId published(String text) throws Exception {
        while (true) {
            if (publish(text).get(20, TimeUnit.SECONDS) instanceof Taken taken) {
                return taken.id().orElseThrow();
            }
            Thread.sleep(20);
        }
    }

    @Override
    public synchronized List<Optional<Taken>> arrived(long first, List<Entry> entries) {
        List<Optional<Taken>> results = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            MessageId id = new MessageId(epoch, first + i);
            newest = id.offset();
            Publication publication = entries.get(i).publication();
            values.put(publication.topic(), new LastValue(newest, publication));
            String text = new String(publication.payload().bytes(), UTF_8);
            if (had.put(id, text) != null) {
                doubled.add(text);
            }
            results.add(Optional.of(new Taken(Optional.of(id))));
        }
        notifyAll();
        return results;
    }

    @Override
    public synchronized void restarted(String nextEpoch, long through, List<LastValue> lastValues) {
        values.clear();
        lastValues.forEach(value -> values.put(value.publication().topic(), value));
        epoch = nextEpoch;
        newest = through;
        restarts++;
        notifyAll();
    }

    /** In parts of 500. */
    @Override
    public synchronized Optional<LastValues> lastValues(String of, long after, long through) {
        List<LastValue> next = values.values().stream()
                .filter(value -> value.offset() > after && value.offset() <= through)
                .sorted(Comparator.comparingLong(LastValue::offset))
                .limit(500)
                .toList();
        return of.equals(epoch)
                ? Optional.of(new LastValues(
                        next, next.size() < 500 ? through : next.getLast().offset()))
                : Optional.empty();
    }

    /** The id and the text of the last value of each topic. */
    synchronized Map<TopicName, String> lastValues() {
        Map<TopicName, String> texts = new HashMap<>();
        values.forEach((topic, value) -> texts.put(
                topic,
                value.offset() + " " + new String(value.publication().payload().bytes(), UTF_8)));
        return texts;
    }

    @Override
    public synchronized long newest() {
        return newest;
    }

    synchronized int restarts() {
        return restarts;
    }

    /** Waits for a publication, and returns all so far. */
    synchronized Map<MessageId, String> hadUntil(String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!had.containsValue(text)) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, end - System.nanoTime()));
            if (System.nanoTime() > end) {
                throw new AssertionError("expected " + text + " within 30 s, but had " + had.size() + " others");
            }
        }
        return new LinkedHashMap<>(had);
    }

    synchronized List<String> doubled() {
        return List.copyOf(doubled);
    }

    /** Stops it like a killed process. */
    void kill() {
        replica.stop();
        hazelcast.getLifecycleService().terminate();
    }

    @Override
    public void close() {
        kill();
    }
}
