package dev.carillon.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.spi.merge.RingbufferMergeData;
import com.hazelcast.spi.merge.SplitBrainMergeTypes.RingbufferMergeTypes;
import dev.carillon.replica.Item.Batch;
import dev.carillon.replica.Item.Header;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Merging a segment that two parts of a cluster have. */
class ContinuedRingTest {
    private static final Item HEADER = new Header("e", 1, 0, new LinkedHashMap<>());

    private final ContinuedRing policy = new ContinuedRing();
    private final Part whole = new Part(HEADER, batch(1), batch(2));

    private static Item batch(long number) {
        return new Batch(7, number, "e", List.of());
    }

    @Test
    void aRingThatTheOthersDoNotHaveIsAdded() {
        assertThat(policy.merge(whole, null)).isSameAs(whole.ring);
    }

    @Test
    void aRingWithoutAHeaderIsReplaced() {
        Part stray = new Part(batch(1), batch(3), batch(4), batch(5));
        assertThat(policy.merge(whole, stray)).isSameAs(whole.ring);
        assertThat(policy.merge(stray, whole)).isSameAs(whole.ring);
    }

    @Test
    void aRingThatContinuesTheOtherStays() {
        Part begun = new Part(HEADER, batch(1));
        assertThat(policy.merge(whole, begun)).isSameAs(whole.ring);
        assertThat(policy.merge(begun, whole)).isSameAs(whole.ring);
    }

    @Test
    void aLongerRingOfAMinorityDoesNotReplaceThatOfTheMajority() {
        Part minority = new Part(HEADER, batch(1), batch(3), batch(4), batch(5));
        assertThat(policy.merge(minority, whole)).isSameAs(whole.ring);
    }

    @Test
    void aRingWithAGapIsNotAContinuation() {
        Part hole = new Part(HEADER, batch(1), batch(2), batch(3));
        hole.ring.set(1, null);
        assertThat(policy.merge(hole, whole)).isSameAs(whole.ring);
    }

    private static final class Part implements RingbufferMergeTypes {
        final RingbufferMergeData ring = new RingbufferMergeData(10);

        Part(Item... items) {
            ItemCodec codec = new ItemCodec(() -> 0);
            for (Item item : items) {
                ring.add(codec.bytes(item));
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
