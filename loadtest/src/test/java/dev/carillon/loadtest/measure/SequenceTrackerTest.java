package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceTrackerTest {
    private final SequenceTracker tracker = new SequenceTracker(3);

    @Test
    void sequencesInOrderHaveNoDefects() {
        receive(1, 1, 2, 3);

        assertFound(3, 0, 0);
        assertThat(tracker.missing(1, 3)).isZero();
        assertThat(tracker.highest(1)).isEqualTo(3);
    }

    @Test
    void missingSequencesAreCountedAtBothEndsAndBetween() {
        receive(1, 3, 6);

        assertFound(2, 0, 0);
        assertThat(tracker.missing(1, 8)).isEqualTo(6);
        assertThat(tracker.missing(1, tracker.highest(1))).isEqualTo(4);
        assertThat(tracker.missing(0, 8)).isEqualTo(8);
    }

    @Test
    void aRepeatedSequenceIsADuplicate() {
        receive(1, 1, 1, 2, 3, 2);

        assertFound(3, 2, 0);
        assertThat(tracker.missing(1, 3)).isZero();
    }

    @Test
    void aLateSequenceIsReorderedAndNotMissing() {
        receive(1, 1, 4, 2, 3, 5);

        assertFound(5, 0, 2);
        assertThat(tracker.missing(1, 5)).isZero();
    }

    @Test
    void aLateSequenceIsADuplicateTheSecondTime() {
        receive(1, 2, 1, 1);

        assertFound(2, 1, 1);
    }

    @Test
    void onlyTheFirstDeliveryOfASequenceIsNew() {
        assertThat(tracker.onSequence(0, 2)).isTrue();
        assertThat(tracker.onSequence(0, 1)).isTrue();
        assertThat(tracker.onSequence(0, 1)).isFalse();
        assertThat(tracker.onSequence(0, 2)).isFalse();
    }

    @Test
    void gapsBeyondTheLimitAreNotStoredEvenAfterALateSequenceHasSplitOne() {
        for (int i = 1; i <= 1_000_000; i++) {
            boolean _ = tracker.onSequence(0, 4 * i);
        }
        receive(0, 2, 4_000_008);

        assertThat(tracker.forgotten()).isEqualTo(7);
    }

    @Test
    void streamsAreCountedSeparately() {
        receive(0, 1);
        receive(1, 1, 2);
        receive(2, 2);

        assertFound(4, 0, 0);
        assertThat(tracker.missing(2, 2)).isEqualTo(1);
    }

    /** Compares the tracker with a plain count by a set of all received sequences. */
    @Test
    void randomMixturesAreCountedExactly() {
        Random random = new Random(25);
        for (int round = 0; round < 300; round++) {
            List<Integer> received = mixture(random, 200);
            SequenceTracker each = new SequenceTracker(1);
            received.forEach(sequence -> each.onSequence(0, sequence));

            Set<Integer> seen = new HashSet<>();
            int highest = 0;
            int late = 0;
            for (int sequence : received) {
                if (seen.add(sequence) && sequence < highest) {
                    late++;
                }
                highest = Math.max(highest, sequence);
            }
            assertThat(each.seen()).isEqualTo(seen.size());
            assertThat(each.missing(0, 200)).isEqualTo(200 - seen.size());
            assertThat(each.duplicated()).isEqualTo(received.size() - seen.size());
            assertThat(each.reordered()).isEqualTo(late);
        }
    }

    private static List<Integer> mixture(Random random, int published) {
        List<Integer> received = new ArrayList<>();
        for (int sequence = 1; sequence <= published; sequence++) {
            for (int copies = random.nextInt(8); copies > 0; copies -= 5) {
                received.add(sequence);
            }
        }
        for (int swaps = random.nextInt(40); swaps > 0; swaps--) {
            Collections.swap(received, random.nextInt(received.size()), random.nextInt(received.size()));
        }
        return received;
    }

    private void receive(int stream, int... sequences) {
        for (int sequence : sequences) {
            tracker.onSequence(stream, sequence);
        }
    }

    private void assertFound(int seen, int duplicated, int reordered) {
        assertThat(tracker.seen()).isEqualTo(seen);
        assertThat(tracker.duplicated()).isEqualTo(duplicated);
        assertThat(tracker.reordered()).isEqualTo(reordered);
    }
}
