package dev.carillon.replica;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.RingbufferMergeData;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import com.hazelcast.spi.merge.SplitBrainMergeTypes.RingbufferMergeTypes;
import org.jspecify.annotations.Nullable;

/**
 * Of a segment that two parts of a cluster have, when they join: the one that reaches further. For an item that is added while the
 * parts have joined and their segments have not makes a new ring of that name, which would take the place of the whole one.
 * What a majority has confirmed is in each ring that has what came behind it.
 */
public final class LongerRing
        implements SplitBrainMergePolicy<RingbufferMergeData, RingbufferMergeTypes, RingbufferMergeData> {
    private static final long serialVersionUID = 1;

    @Override
    public RingbufferMergeData merge(RingbufferMergeTypes merging, @Nullable RingbufferMergeTypes existing) {
        RingbufferMergeData comes = (RingbufferMergeData) merging.getRawValue();
        if (existing == null) {
            return comes;
        }
        RingbufferMergeData here = (RingbufferMergeData) existing.getRawValue();
        return comes.getTailSequence() > here.getTailSequence() ? comes : here;
    }

    @Override
    public void writeData(ObjectDataOutput to) {}

    @Override
    public void readData(ObjectDataInput from) {}
}
