package dev.carillon.replica;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.internal.partition.InternalPartition;
import com.hazelcast.internal.partition.PartitionReplica;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.ringbuffer.impl.RingbufferContainer;
import com.hazelcast.ringbuffer.impl.RingbufferService;
import com.hazelcast.spi.impl.NodeEngineImpl;
import java.io.IOException;
import java.util.List;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks the nodes that keep the shared log whether they have certain items: the owner of its partition, and each backup, in the
 * thread that also adds. For a ring shows an item before any backup has it, and an operation succeeds without a backup where the
 * owner knows of none. It runs on the entry that names the first segment.
 *
 * <p>This is the one class that knows the inside of Hazelcast.
 */
final class ConfirmItems
        implements EntryProcessor<String, Long, Boolean>, IdentifiedDataSerializable, HazelcastInstanceAware {
    private static final long serialVersionUID = 1;

    static final int FACTORY = 0xCA61;
    private static final int ON_OWNER = 1;
    private static final int ON_BACKUP = 2;

    private final boolean onOwner;
    private long segment;
    private long from;
    private int count;
    private long hash;

    /** Of so many backups each must have them; -1 for one where there is another node. */
    private int backups;

    private boolean confirmed;
    private transient @Nullable NodeEngineImpl engine;

    private ConfirmItems(boolean onOwner) {
        this.onOwner = onOwner;
    }

    static ConfirmItems of(long segment, long from, List<byte[]> items, int backups) {
        ConfirmItems confirm = new ConfirmItems(true);
        confirm.segment = segment;
        confirm.from = from;
        confirm.count = items.size();
        confirm.backups = backups;
        for (byte[] item : items) {
            confirm.hash = Chain.with(confirm.hash, Chain.of(item));
        }
        return confirm;
    }

    static IdentifiedDataSerializable ofType(int type) {
        return new ConfirmItems(type == ON_OWNER);
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        engine = ((HazelcastInstanceImpl) instance).node.getNodeEngine();
    }

    @Override
    public Boolean process(Entry<String, Long> first) {
        Long number = first.getValue();
        confirmed = Segments.isOfLog(number == null ? OptionalLong.empty() : OptionalLong.of(number), segment)
                && hasItems()
                && (!onOwner || hasBackups());
        if (!confirmed && !onOwner) {
            // So the one that asks receives no acknowledgement of this backup.
            throw new IllegalStateException("expected items of the shared log, but this backup does not have them yet");
        }
        if (confirmed && number != null) {
            first.setValue(number);
        }
        return confirmed;
    }

    /** Backups are asked behind the owner, where that has them. */
    @Override
    public @Nullable EntryProcessor<String, Long, Boolean> getBackupProcessor() {
        if (!confirmed) {
            return null;
        }
        ConfirmItems onBackup = new ConfirmItems(false);
        onBackup.segment = segment;
        onBackup.from = from;
        onBackup.count = count;
        onBackup.hash = hash;
        return onBackup;
    }

    private boolean hasItems() {
        RingbufferService rings = node().getService(RingbufferService.SERVICE_NAME);
        String name = HazelcastRings.name(segment);
        RingbufferContainer<?, ?> ring = rings.getContainerOrNull(
                rings.getRingbufferPartitionId(name), RingbufferService.getRingbufferNamespace(name));
        if (ring == null || ring.tailSequence() < from + count - 1) {
            return false;
        }
        long found = 0;
        for (long sequence = from; sequence < from + count; sequence++) {
            // A backup that has missed one has a hole there.
            byte[] item = node().toObject(ring.readAsData(sequence));
            if (item == null) {
                return false;
            }
            found = Chain.with(found, Chain.of(item));
        }
        return found == hash;
    }

    private boolean hasBackups() {
        RingbufferService rings = node().getService(RingbufferService.SERVICE_NAME);
        InternalPartition partition =
                node().getPartitionService().getPartition(rings.getRingbufferPartitionId(HazelcastRings.name(segment)));
        int needed =
                backups >= 0 ? backups : Math.min(1, node().getClusterService().getSize() - 1);
        for (int index = 1; index <= needed; index++) {
            PartitionReplica backup = partition.getReplica(index);
            if (backup == null || node().getClusterService().getMember(backup.address(), backup.uuid()) == null) {
                return false;
            }
        }
        return true;
    }

    private NodeEngineImpl node() {
        return Objects.requireNonNull(engine, "Hazelcast gives its instance before it runs this");
    }

    @Override
    public int getFactoryId() {
        return FACTORY;
    }

    @Override
    public int getClassId() {
        return onOwner ? ON_OWNER : ON_BACKUP;
    }

    @Override
    public void writeData(ObjectDataOutput to) throws IOException {
        to.writeLong(segment);
        to.writeLong(from);
        to.writeInt(count);
        to.writeLong(hash);
        to.writeInt(backups);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        segment = in.readLong();
        from = in.readLong();
        count = in.readInt();
        hash = in.readLong();
        backups = in.readInt();
    }
}
