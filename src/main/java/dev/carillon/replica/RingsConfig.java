package dev.carillon.replica;

import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.PartitioningStrategyConfig;
import com.hazelcast.config.RingbufferConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.partition.strategy.StringPartitioningStrategy;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import java.util.Optional;

/**
 * How the cluster stores the segments of the shared log. All are in one partition, so that they are lost or kept
 * together.
 */
public final class RingsConfig {
    /** The items of a segment that count. */
    static final int ITEMS = 4000;

    /** With space for items of writers that have not read the end yet. */
    static final int CAPACITY = 4096;

    /**
     * Practically never. Without a time to live, a full ring overwrites its beginning, whatever its policy (Hazelcast
     * 5.3.8).
     */
    private static final int NEVER_SECONDS = Integer.MAX_VALUE;

    /** The text after the @ decides on the partition. */
    static final String PARTITION = "@carillon";

    /** The id of the factory for our own serialized classes. */
    static final int FACTORY = 0xCA61;

    static final String NAME = "carillon-log";

    /** The attribute with a node's limit on the shared log, which all nodes read. */
    static final String RETAINED_BYTES = "carillon.log-bytes";

    private static final String MAJORITY = "carillon-majority";

    /** Hazelcast's maximum. */
    private static final int BACKUPS_MAX = 6;

    /** If a backup does not answer in this time, the item is read and confirmed again. */
    private static final String BACKUP_MILLIS = "2000";

    private RingsConfig() {}

    /**
     * Adds the settings that the shared log needs.
     *
     * @param size the number of nodes of the complete cluster, if only a majority accepts publications
     * @param historyBytes the limit of this node's log
     */
    public static void addTo(Config config, Optional<Integer> size, long historyBytes) {
        config.getMemberAttributeConfig()
                .setAttribute(RETAINED_BYTES, Long.toString(ReplicaSettings.retainedBytes(historyBytes)));
        int backups = backups(size);
        // A part of the cluster that joins another one brings its log only if the other has none. After a separation
        // into parts without a majority, either part may join the other.
        MergePolicyConfig merge = new MergePolicyConfig(PutIfAbsentMergePolicy.class.getName(), 100);
        RingbufferConfig rings = new RingbufferConfig(NAME + "-*")
                .setCapacity(CAPACITY)
                .setTimeToLiveSeconds(NEVER_SECONDS)
                .setBackupCount(backups)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setMergePolicyConfig(new MergePolicyConfig(ContinuedRing.class.getName(), 100));
        MapConfig map = new MapConfig(NAME)
                .setBackupCount(backups)
                .setMergePolicyConfig(merge)
                .setPartitioningStrategyConfig(new PartitioningStrategyConfig(StringPartitioningStrategy.INSTANCE));
        size.ifPresent(nodes -> {
            config.addSplitBrainProtectionConfig(new SplitBrainProtectionConfig(MAJORITY, true, majority(nodes))
                    .setProtectOn(SplitBrainProtectionOn.WRITE));
            rings.setSplitBrainProtectionName(MAJORITY);
            map.setSplitBrainProtectionName(MAJORITY);
        });
        config.addRingBufferConfig(rings)
                .addMapConfig(map)
                .addExecutorConfig(new ExecutorConfig(HazelcastOlderValues.EXECUTOR, 1).setStatisticsEnabled(false));
        config.getSerializationConfig().addDataSerializableFactory(FACTORY, RingsConfig::ofType);
        config.setProperty(ClusterProperty.FAIL_ON_INDETERMINATE_OPERATION_STATE.getName(), "true")
                .setProperty(ClusterProperty.OPERATION_BACKUP_TIMEOUT_MILLIS.getName(), BACKUP_MILLIS);
    }

    private static IdentifiedDataSerializable ofType(int type) {
        return switch (type) {
            case ConfirmItems.TYPE -> new ConfirmItems();
            case ReadLastValues.TYPE -> new ReadLastValues();
            case SkipKnownItem.TYPE -> new SkipKnownItem();
            default -> throw new IllegalArgumentException("expected the type 1 to 3, but was " + type);
        };
    }

    /** The backups besides the owner: enough that each majority of nodes has a node with the item. */
    static int backups(Optional<Integer> size) {
        return Math.min(BACKUPS_MAX, size.map(nodes -> nodes / 2).orElse(1));
    }

    static int majority(int size) {
        return size / 2 + 1;
    }
}
