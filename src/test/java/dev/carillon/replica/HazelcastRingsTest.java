package dev.carillon.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.InternalPartition;
import com.hazelcast.spi.impl.NodeEngineImpl;
import com.hazelcast.spi.impl.PartitionSpecificRunnable;
import dev.carillon.FreePort;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.publication.PublishResult.Unconfirmed;
import dev.carillon.topic.TopicName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes in one JVM share a log over real rings and real sockets. */
@Timeout(120)
class HazelcastRingsTest {
    /** Segments of 1 MB, of which eight are kept. */
    private static final long HISTORY_BYTES = 16 << 20;

    private final String cluster = UUID.randomUUID().toString();
    private final List<Integer> ports = new ArrayList<>();
    private final List<SharingNode> nodes = new ArrayList<>();

    @AfterEach
    void end() {
        nodes.forEach(SharingNode::close);
    }

    @Test
    void aNodeKilledUnderLoadLosesNothingAcknowledgedAndAnotherCatchesUp() throws Exception {
        start(3);
        SharingNode owner = owner();
        List<SharingNode> others = nodes.stream().filter(node -> node != owner).toList();
        Map<String, MessageId> acknowledged = new ConcurrentHashMap<>();
        try (ExecutorService publishers = Executors.newFixedThreadPool(3)) {
            List<Future<?>> publishing = new ArrayList<>();
            for (SharingNode node : others) {
                String by = node.hazelcast.getName();
                publishing.add(publishers.submit(() -> {
                    for (int i = 0; i < 1500; i++) {
                        acknowledged.put(by + i, node.published(by + i));
                    }
                    return null;
                }));
            }
            others.getFirst().hadUntil(others.getFirst().hazelcast.getName() + 100);
            owner.kill();
            for (Future<?> each : publishing) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
        SharingNode late = start();
        MessageId last = others.getFirst().published("last");
        Map<MessageId, String> all = others.getFirst().hadUntil("last");
        assertThat(acknowledged).hasSize(3000);
        acknowledged.forEach((text, id) -> assertThat(all).containsEntry(id, text));
        assertThat(all).containsEntry(last, "last");
        assertThat(List.copyOf(late.hadUntil("last").entrySet())).isEqualTo(List.copyOf(all.entrySet()));
        nodes.forEach(node -> assertThat(node.doubled()).isEmpty());
        nodes.forEach(node -> assertThat(node.restarts()).isEqualTo(1));
    }

    @Test
    void aNodeThatJoinsLateHasTheLastValuesOfRemovedSegments() throws Exception {
        start(2);
        HazelcastRings rings = new HazelcastRings(nodes.getFirst().hazelcast, Optional.of(3), System::nanoTime);
        nodes.getFirst().published("first");
        long first = rings.first().orElseThrow();
        requireTaken(IntStream.range(0, 2000).mapToObj(i -> nodes.get(i % 2).publish("quiet." + i, "" + i)));
        String long64k = "x".repeat(64 << 10);
        while (rings.first().orElseThrow() == first) {
            requireTaken(IntStream.range(0, 16).mapToObj(i -> nodes.getFirst().publish(long64k)));
        }
        // A stopped node does not answer; the next one does.
        nodes.getFirst().replica.stop();
        SharingNode late = start();
        MessageId last = nodes.get(1).published("last");
        Map<TopicName, String> values = valuesWith(nodes.get(1), last);
        assertThat(values).hasSize(2001);
        assertThat(valuesWith(late, last)).isEqualTo(values);
        assertThat(late.restarts()).isEqualTo(1);
    }

    private static void requireTaken(Stream<CompletableFuture<Outcome>> published) throws Exception {
        for (CompletableFuture<Outcome> each : published.toList()) {
            assertThat(each.get(20, TimeUnit.SECONDS)).isInstanceOf(Taken.class);
        }
    }

    private static Map<TopicName, String> valuesWith(SharingNode node, MessageId last) throws InterruptedException {
        assertThat(node.hadUntil("last")).containsEntry(last, "last");
        return node.lastValues();
    }

    @Test
    void withoutAMajorityANodeAcceptsNothingAndReportsTheReason() throws Exception {
        start(2);
        nodes.get(0).published("first");
        nodes.get(1).kill();
        Outcome outcome = nodes.get(0).publish("second").get(20, TimeUnit.SECONDS);
        while (!(outcome instanceof Unconfirmed refused && refused.message().contains("but was"))) {
            outcome = nodes.get(0).publish("second").get(20, TimeUnit.SECONDS);
            assertThat(outcome).isInstanceOf(Unconfirmed.class);
        }
        assertThat(outcome)
                .isEqualTo(new Unconfirmed(
                        "expected 2 of the 3 nodes of the cluster to remember a publication, but was 1"));
        assertThat(nodes.get(0).replica.notReady()).contains(((Unconfirmed) outcome).message());

        start();
        MessageId third = nodes.get(0).published("third");
        assertThat(nodes.get(0).hadUntil("third")).containsEntry(third, "third").containsValue("first");
        assertThat(nodes.get(2).hadUntil("third")).containsEntry(third, "third").containsValue("first");
    }

    @Test
    void aFullSegmentAcceptsNothingMoreAndKeepsItsBeginning() throws Exception {
        start(2);
        HazelcastRings rings = new HazelcastRings(nodes.getFirst().hazelcast, Optional.of(3), System::nanoTime);
        byte[] item = {1, 2, 3};
        for (int i = 0; i < RingsConfig.CAPACITY; i++) {
            assertThat(rings.add(1, item)).isEqualTo(i);
        }
        assertThat(rings.add(1, item)).isEqualTo(Rings.FULL);
        assertThat(rings.read(new ReadPoint(1, 0, 0), Duration.ofSeconds(5)).getFirst())
                .isEqualTo(item);
        assertThat(RingsConfig.CAPACITY).isGreaterThan(rings.capacity());
    }

    @Test
    void aReaderWithTheSameItemReceivesOnlyLaterOnes() throws Exception {
        start(2);
        HazelcastRings rings = new HazelcastRings(nodes.getFirst().hazelcast, Optional.of(3), System::nanoTime);
        List<byte[]> items =
                IntStream.range(0, 3).mapToObj(i -> new byte[] {(byte) i}).toList();
        items.forEach(item -> rings.add(1, item));
        for (SharingNode node : nodes) {
            HazelcastRings reader = new HazelcastRings(node.hazelcast, Optional.of(3), System::nanoTime);
            assertThat(reader.read(new ReadPoint(1, 1, Chain.of(items.getFirst())), Duration.ofSeconds(5)))
                    .containsExactly(items.get(1), items.get(2));

            // Also while it waits.
            ReadPoint end = new ReadPoint(1, 3, Chain.of(items.getLast()));
            assertThat(reader.read(end, Duration.ofMillis(10))).isEmpty();
        }
    }

    @Test
    void aReaderWithAnotherItemReceivesAFailureAtOnce() throws Exception {
        start(2);
        HazelcastRings rings = new HazelcastRings(nodes.getFirst().hazelcast, Optional.of(3), System::nanoTime);
        rings.add(1, new byte[] {1});
        for (SharingNode node : nodes) {
            HazelcastRings reader = new HazelcastRings(node.hazelcast, Optional.of(3), System::nanoTime);
            assertThatThrownBy(() -> reader.read(new ReadPoint(1, 1, Chain.of(new byte[] {2})), Duration.ofSeconds(5)))
                    .isInstanceOf(RingsChanged.class)
                    .hasMessage("the log has another item where this node has read on");
        }
    }

    @Test
    void theLogIsAsLargeAsTheSmallestNodeAllows() throws Exception {
        start(HISTORY_BYTES);
        SharingNode small = start(HISTORY_BYTES / 4);
        SharingNode large = nodes.getFirst();
        HazelcastRings rings = new HazelcastRings(large.hazelcast, Optional.of(3), System::nanoTime);
        assertThat(rings.retainedBytes()).isEqualTo(HISTORY_BYTES / 8);

        String text = "x".repeat(10_000);
        large.published("first");
        long first = rings.first().orElseThrow();
        long through = 2 * rings.retainedBytes() / text.length();
        for (int i = 0; i < through; i++) {
            large.published(i + text);
        }
        small.hadUntil(through - 1 + text);
        assertThat(rings.first().orElseThrow()).isGreaterThan(first);

        small.kill();
        while (rings.retainedBytes() != HISTORY_BYTES / 2) {
            Thread.onSpinWait();
        }
    }

    /** Hazelcast counts a leaving member as the answer of a backup. */
    @Test
    void aLeavingNodeConfirmsNothingThatTheBackupDoesNotHave() throws Exception {
        start(3);
        nodes.getFirst().published("first");
        SharingNode owner = keeper(0);
        SharingNode backup = keeper(1);
        SharingNode third = nodes.stream()
                .filter(node -> node != owner && node != backup)
                .findFirst()
                .orElseThrow();
        CountDownLatch goesOn = new CountDownLatch(1);
        try {
            engine(backup)
                    .getOperationService()
                    .execute(new Halt(partition(owner).getPartitionId(), goesOn));
            CompletableFuture<Outcome> second = owner.publish("second");
            third.kill();
            assertThat(second.get(20, TimeUnit.SECONDS)).isInstanceOf(Unconfirmed.class);
        } finally {
            goesOn.countDown();
        }
        assertThat(List.copyOf(backup.hadUntil("second").entrySet()))
                .isEqualTo(List.copyOf(owner.hadUntil("second").entrySet()));
    }

    private SharingNode owner() {
        return keeper(0);
    }

    /** The node that owns the log, or has the backup with this number. */
    private SharingNode keeper(int replica) {
        var keeper = partition(nodes.getFirst()).getReplica(replica);
        return nodes.stream()
                .filter(node ->
                        node.hazelcast.getCluster().getLocalMember().getUuid().equals(keeper.uuid()))
                .findFirst()
                .orElseThrow();
    }

    private static InternalPartition partition(SharingNode node) {
        int number =
                node.hazelcast.getPartitionService().getPartition("carillon").getPartitionId();
        return engine(node).getPartitionService().getPartition(number);
    }

    private static NodeEngineImpl engine(SharingNode node) {
        return ((HazelcastInstanceProxy) node.hazelcast).getOriginal().node.getNodeEngine();
    }

    private void start(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            start();
        }
    }

    private SharingNode start() throws IOException {
        return start(HISTORY_BYTES);
    }

    private SharingNode start(long historyBytes) throws IOException {
        ports.add(FreePort.onLoopback());
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        SharingNode node = new SharingNode(cluster, ports.getLast(), Optional.of(3), members, historyBytes);
        nodes.add(node);
        return node;
    }

    /** While it runs, the node does nothing else for the partition. */
    private record Halt(int partition, CountDownLatch end) implements PartitionSpecificRunnable {
        @Override
        public int getPartitionId() {
            return partition;
        }

        @Override
        public void run() {
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
