package dev.carillon.replica;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.InternalPartition;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.map.impl.MapService;
import com.hazelcast.map.impl.recordstore.RecordStore;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.partition.strategy.StringPartitioningStrategy;
import com.hazelcast.ringbuffer.impl.RingbufferContainer;
import com.hazelcast.ringbuffer.impl.RingbufferService;
import com.hazelcast.spi.impl.NodeEngineImpl;
import com.hazelcast.spi.impl.operationservice.Operation;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Checks whether a node that stores the shared log has certain items: the owner of its partition, or one of its
 * backups. It runs on the partition's thread, which also adds items. The check is necessary because a ring shows an
 * item before any backup has it. Each node answers for itself, since Hazelcast's acknowledgement of a backup proves
 * nothing: when any member leaves, Hazelcast counts one for each pending operation.
 *
 * <p>This is the only class that uses internals of Hazelcast.
 */
final class ConfirmItems extends Operation implements IdentifiedDataSerializable {
    static final int TYPE = 1;

    /** While partitions move, for about a second; after that the items are read again. */
    private static final int TRIES = 10;

    private static final int TRY_PAUSE_MILLIS = 100;

    private long segment;
    private long from;
    private int count;
    private long hash;
    private boolean confirmed;

    /** For deserialization by {@link #readInternal}. */
    ConfirmItems() {}

    private ConfirmItems(long segment, long from, int count, long hash) {
        this.segment = segment;
        this.from = from;
        this.count = count;
        this.hash = hash;
    }

    /**
     * Whether the owner, and then each backup, has these items after the last item that the reader has read.
     *
     * @param backups the necessary number of backups; -1 for one if there is another node
     */
    static CompletionStage<Boolean> ask(HazelcastInstance hazelcast, ReadPoint from, List<byte[]> items, int backups) {
        NodeEngineImpl node = engine(hazelcast);
        int needed =
                backups >= 0 ? backups : Math.min(1, node.getClusterService().getSize() - 1);
        int count = (int) (from.sequence() - from.first()) + items.size();
        long hash = from.hashWith(items);
        return ask(node, 0, new ConfirmItems(from.segment(), from.first(), count, hash))
                .thenCompose(has -> {
                    List<CompletableFuture<Boolean>> answers = IntStream.rangeClosed(1, has ? needed : 0)
                            .mapToObj(replica ->
                                    ask(node, replica, new ConfirmItems(from.segment(), from.first(), count, hash)))
                            .toList();
                    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                            .thenApply(answered -> has && answers.stream().allMatch(CompletableFuture::join));
                });
    }

    private static CompletableFuture<Boolean> ask(NodeEngineImpl node, int replica, ConfirmItems question) {
        InternalPartition partition = node.getPartitionService().getPartition(question.partition(node));
        if (partition.getReplica(replica) == null) {
            return CompletableFuture.completedFuture(false);
        }
        return node.getOperationService()
                .createInvocationBuilder(RingbufferService.SERVICE_NAME, question, partition.getPartitionId())
                .setReplicaIndex(replica)
                .setTryCount(TRIES)
                .setTryPauseMillis(TRY_PAUSE_MILLIS)
                .invoke();
    }

    private static NodeEngineImpl engine(HazelcastInstance hazelcast) {
        HazelcastInstanceImpl instance = hazelcast instanceof HazelcastInstanceProxy proxy
                ? proxy.getOriginal()
                : (HazelcastInstanceImpl) hazelcast;
        return instance.node.getNodeEngine();
    }

    private int partition(NodeEngineImpl node) {
        return rings(node).getRingbufferPartitionId(HazelcastRings.name(segment));
    }

    private static RingbufferService rings(NodeEngineImpl node) {
        return node.getService(RingbufferService.SERVICE_NAME);
    }

    /**
     * Runs on the node that answers. Hazelcast refuses before this if the node is no longer the owner, or that backup.
     */
    @Override
    public void run() {
        NodeEngineImpl node = (NodeEngineImpl) getNodeEngine();
        confirmed = Segments.isOfLog(first(node), segment) && hasItems(node);
    }

    @Override
    public Object getResponse() {
        return confirmed;
    }

    private OptionalLong first(NodeEngineImpl node) {
        MapService maps = node.getService(MapService.SERVICE_NAME);
        RecordStore<?> store = maps.getMapServiceContext().getExistingRecordStore(getPartitionId(), RingsConfig.NAME);
        if (store == null) {
            return OptionalLong.empty();
        }
        Data key = node.getSerializationService().toData(HazelcastRings.FIRST, StringPartitioningStrategy.INSTANCE);
        Long number = node.toObject(store.get(key, true, getCallerAddress()));
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private boolean hasItems(NodeEngineImpl node) {
        RingbufferContainer<?, ?> ring = rings(node)
                .getContainerOrNull(
                        getPartitionId(), RingbufferService.getRingbufferNamespace(HazelcastRings.name(segment)));
        if (ring == null || ring.tailSequence() < from + count - 1) {
            return false;
        }
        long found = 0;
        for (long sequence = from; sequence < from + count; sequence++) {
            // A backup that has missed an item has a gap there.
            byte[] item = node.toObject(ring.readAsData(sequence));
            if (item == null) {
                return false;
            }
            found = Chain.with(found, Chain.of(item));
        }
        return found == hash;
    }

    @Override
    public int getFactoryId() {
        return RingsConfig.FACTORY;
    }

    @Override
    public int getClassId() {
        return TYPE;
    }

    @Override
    protected void writeInternal(ObjectDataOutput to) throws IOException {
        to.writeLong(segment);
        to.writeLong(from);
        to.writeInt(count);
        to.writeLong(hash);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        segment = in.readLong();
        from = in.readLong();
        count = in.readInt();
        hash = in.readLong();
    }
}
