package dev.carillon.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.Arrivals;
import dev.carillon.publication.PublishResult.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How a node comes into the shared log. */
class TailTest {
    private static final ReplicaSettings SETTINGS = new ReplicaSettings(
            true, 1 << 20, 1 << 20, 1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final Random random = new Random();
    private final FakeRings rings = new FakeRings(random);
    private long nanos = 1;

    @Test
    void aNodeWhoseRulesChangedBeforeItJoinedJoinsTheLogOfTheOthers() {
        Node first = new Node(0);
        Node other = new Node(20);
        step(first);
        assertThat(first.epochs).hasSize(1);
        step(other);
        step(first);
        assertThat(first.epochs).hasSize(1);
        assertThat(other.epochs).isEqualTo(first.epochs);
    }

    @Test
    void aLogWhoseFirstSegmentHasNoBeginningBeginsAnewForAll() {
        Node first = new Node(0);
        Node other = new Node(0);
        step(first, other);
        rings.loseItems();
        for (int i = 0; i < 5; i++) {
            step(first, other);
        }
        assertThat(first.epochs).hasSizeGreaterThan(1);
        assertThat(first.tail.hasJoined()).isTrue();
        assertThat(other.tail.hasJoined()).isTrue();
        assertThat(other.epochs.getLast()).isEqualTo(first.epochs.getLast());
        assertThat(first.tail.restarts()).isEqualTo(1);
    }

    @Test
    void aLogThatBeginsWithSomethingElseThanAHeaderBeginsAnewForANodeThatComesLate() {
        rings.begin(5L << 32 | 3);
        rings.add(5L << 32 | 3, new ItemCodec(() -> nanos).bytes(new Item.End()));
        Node late = new Node(0);
        for (int i = 0; i < 5; i++) {
            step(late);
        }
        assertThat(late.tail.hasJoined()).isTrue();
    }

    /** Ten seconds. */
    private void step(Node... nodes) {
        for (int i = 0; i < 100; i++) {
            nanos += 100_000_000;
            for (Node node : nodes) {
                node.tail.step(Duration.ZERO);
            }
        }
    }

    private final class Node implements Arrivals {
        final List<String> epochs = new ArrayList<>();
        final Tail tail;
        private long newest;

        Node(long newest) {
            this.newest = newest;
            ItemCodec codec = new ItemCodec(() -> nanos);
            Writer writer = new Writer(rings, codec, SETTINGS, () -> nanos, random.nextLong());
            tail = new Tail(rings, codec, this, writer, SETTINGS, () -> nanos, random);
        }

        @Override
        public List<Optional<Taken>> arrived(long first, List<Entry> entries) {
            throw new AssertionError("nothing was published");
        }

        @Override
        public void restarted(String epoch, long through) {
            epochs.add(epoch);
            newest = through;
        }

        @Override
        public long newest() {
            return newest;
        }
    }
}
