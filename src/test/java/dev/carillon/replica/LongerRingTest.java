package dev.carillon.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.spi.merge.RingbufferMergeData;
import com.hazelcast.spi.merge.SplitBrainMergeTypes.RingbufferMergeTypes;
import org.junit.jupiter.api.Test;

/** What becomes of a segment that two parts of a cluster have. */
class LongerRingTest {
    private final LongerRing policy = new LongerRing();

    @Test
    void aRingThatWasMadeByOneAddedItemDoesNotTakeThePlaceOfAWholeOne() {
        Part whole = new Part(3);
        Part stray = new Part(1);
        assertThat(policy.merge(whole, stray)).isSameAs(whole.ring);
        assertThat(policy.merge(stray, whole)).isSameAs(whole.ring);
        assertThat(policy.merge(whole, null)).isSameAs(whole.ring);
        assertThat(policy.merge(new Part(3), whole)).isSameAs(whole.ring);
    }

    private static final class Part implements RingbufferMergeTypes {
        final RingbufferMergeData ring = new RingbufferMergeData(10);

        Part(int items) {
            for (int i = 0; i < items; i++) {
                ring.add(new byte[0]);
            }
        }

        @Override
        public RingbufferMergeData getValue() {
            return ring;
        }

        @Override
        public RingbufferMergeData getRawValue() {
            return ring;
        }
    }
}
