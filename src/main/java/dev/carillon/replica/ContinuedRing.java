package dev.carillon.replica;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.RingbufferMergeData;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import com.hazelcast.spi.merge.SplitBrainMergeTypes.RingbufferMergeTypes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides which ring of a segment stays when one part of a cluster joins another. The existing ring stays, unless the
 * joining ring begins with all its items and is longer, or the existing ring has no header.
 *
 * <p>If the existing part had a majority, its ring has the acknowledged items, and the joining ring may be longer by
 * unconfirmed items. If it had no majority, its ring has only items that the other ring has too. If it had no ring, an
 * item that was added before the rings were joined has created one without a header.
 */
public final class ContinuedRing
        implements SplitBrainMergePolicy<RingbufferMergeData, RingbufferMergeTypes, RingbufferMergeData> {
    private static final long serialVersionUID = 1;

    @Override
    public RingbufferMergeData merge(RingbufferMergeTypes merging, @Nullable RingbufferMergeTypes existing) {
        RingbufferMergeData comes = (RingbufferMergeData) merging.getRawValue();
        if (existing == null) {
            return comes;
        }
        RingbufferMergeData here = (RingbufferMergeData) existing.getRawValue();
        return continues(comes, here) || !hasBeginning(existing) ? comes : here;
    }

    private static boolean continues(RingbufferMergeData one, RingbufferMergeData other) {
        if (one.getHeadSequence() != other.getHeadSequence() || one.getTailSequence() < other.getTailSequence()) {
            return false;
        }
        for (long sequence = other.getHeadSequence(); sequence <= other.getTailSequence(); sequence++) {
            if (!Objects.deepEquals(one.read(sequence), other.read(sequence))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasBeginning(RingbufferMergeTypes ring) {
        RingbufferMergeData items = ring.getValue();
        return items.getHeadSequence() == 0 && ItemCodec.isHeader(items.read(0));
    }

    @Override
    public void writeData(ObjectDataOutput to) {}

    @Override
    public void readData(ObjectDataInput from) {}
}
