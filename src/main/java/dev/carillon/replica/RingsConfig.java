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

/** How a cluster holds the segments of the shared log. All of it is in one partition, so it lives and dies together. */
public final class RingsConfig {
    /** Items of a segment that count. */
    static final int ITEMS = 4000;

    /** Includes space for items of writers that have not read the end yet. */
    static final int CAPACITY = 4096;

    /** No time, but without one a full ring overwrites its beginning, whatever it is told to do (Hazelcast 5.3.8). */
    private static final int NEVER_SECONDS = Integer.MAX_VALUE;

    /** Behind the sign is what decides about the partition. */
    static final String PARTITION = "@carillon";

    /** Of what nodes send each other in forms of their own. */
    static final int FACTORY = 0xCA61;

    static final String NAME = "carillon-log";

    /** How much of the shared log a node can keep; all nodes can read it of each other. */
    static final String RETAINED_BYTES = "carillon.log-bytes";

    private static final String MAJORITY = "carillon-majority";

    /** Hazelcast has no more. */
    private static final int BACKUPS_MAX = 6;

    /** Where a backup does not answer, the item is read and confirmed again. */
    private static final String BACKUP_MILLIS = "2000";

    private RingsConfig() {}

    /**
     * Adds what the shared log needs.
     *
     * @param size the nodes that the cluster is to have, where only a majority of them takes publications
     * @param historyBytes what this node's log may take
     */
    public static void addTo(Config config, Optional<Integer> size, long historyBytes) {
        config.getMemberAttributeConfig()
                .setAttribute(RETAINED_BYTES, Long.toString(ReplicaSettings.retainedBytes(historyBytes)));
        int backups = backups(size);
        // A part that joins another brings its log only where the other has none. After a break into parts without a
        // majority, any of them may be joined by the others.
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

    /** Besides the owner, so that each majority has one of those that have an item. */
    static int backups(Optional<Integer> size) {
        return Math.min(BACKUPS_MAX, size.map(nodes -> nodes / 2).orElse(1));
    }

    static int majority(int size) {
        return size / 2 + 1;
    }
}
