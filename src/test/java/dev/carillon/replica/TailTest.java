package dev.carillon.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.Arrivals;
import dev.carillon.bus.Arrivals.LastValue;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How a node joins the shared log. */
class TailTest {
    private static final ReplicaSettings SETTINGS = new ReplicaSettings(
            true, 1 << 20, 1 << 20, 1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final Random random = new Random();
    private final FakeRings rings = new FakeRings(random);
    private long nanos = 1;

    @Test
    void aNodeWithEarlierRuleChangesJoinsTheLogOfTheOthers() {
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
    void aLogWithoutAHeaderInItsFirstSegmentIsReplacedForAll() {
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
    void aLogThatDoesNotBeginWithAHeaderIsReplacedByALateNode() {
        rings.begin(5L << 32 | 3);
        rings.add(5L << 32 | 3, item(new Item.End()));
        Node late = new Node(0);
        for (int i = 0; i < 5; i++) {
            step(late);
        }
        assertThat(late.tail.hasJoined()).isTrue();
    }

    @Test
    void aLateNodeHasTheLastValuesOfAnotherFromBeforeTheLog() {
        Node early = new Node(0);
        step(early);
        LastValue value = new LastValue(early.newest, publication("quiet"));
        early.values.add(value);
        dropFirstSegment(early);

        Node late = new Node(0, early);
        late.tail.step(Duration.ZERO);
        late.tail.step(Duration.ZERO);
        assertThat(late.tail.hasJoined()).isTrue();
        assertThat(late.values).containsExactly(value);
    }

    @Test
    void aNodeFromTheBeginningRequestsNoLastValues() {
        Node early = new Node(0);
        step(early);
        Node other = new Node(0, early);
        step(other);
        assertThat(other.tail.hasJoined()).isTrue();
        assertThat(other.asked).isZero();
    }

    @Test
    void aNodeRepeatsItsRequestForLastValuesAndContinuesAfterATime() {
        Node early = new Node(0);
        step(early);
        dropFirstSegment(early);
        Node late = new Node(0);
        for (int i = 0; i < 98; i++) {
            nanos += 100_000_000;
            tryStep(late);
        }
        assertThat(late.tail.hasJoined()).isFalse();
        assertThat(late.asked).isGreaterThan(10);
        for (int i = 0; i < 6; i++) {
            nanos += 100_000_000;
            tryStep(late);
        }
        assertThat(late.tail.hasJoined()).isTrue();
        assertThat(late.epochs).isEqualTo(early.epochs);
    }

    @Test
    void aNodeAnswersOthersUpToItsPosition() {
        Node early = new Node(0);
        assertThat(early.tail.lastValues("", 0, 0)).as("before it has joined").isEmpty();
        step(early);
        long through = early.newest;
        early.values.add(new LastValue(through, publication("quiet")));
        assertThat(early.tail.lastValues(early.epochs.getLast(), 0, through)).isPresent();
        assertThat(early.tail.lastValues(early.epochs.getLast(), 0, through + 1))
                .as("beyond what it has taken")
                .isEmpty();
    }

    @Test
    void aLateNodeHasCaughtUpAtTheEndOfTheLastSegment() {
        Node first = new Node(0);
        rings.capacity = 10;
        rings.readsAll = true;
        step(first);
        assertThat(first.tail.hasCaughtUp()).isTrue();
        for (int i = 1; i < rings.capacity; i++) {
            rings.add(rings.first().orElseThrow(), item(new Item.Batch(1, 1, "void", List.of())));
        }
        step(first);
        Node late = new Node(0);
        while (!late.tail.hasJoined()) {
            late.tail.step(Duration.ZERO);
        }
        assertThat(late.tail.hasCaughtUp()).isFalse();
        step(late);
        assertThat(late.tail.hasCaughtUp()).isTrue();
    }

    @Test
    void aNodeIsBehindWhileItReadsFullPieces() {
        Node reader = new Node(0);
        rings.capacity = 10 * Rings.READ_MAX;
        step(reader);
        long atTheEnd = nanos;
        assertThat(reader.tail.caughtUpNanos()).isEqualTo(atTheEnd);
        rings.readsAll = true;
        for (int i = 0; i < 3 * Rings.READ_MAX - 1; i++) {
            rings.add(rings.first().orElseThrow(), item(new Item.Batch(1, 1, "void", List.of())));
        }
        for (int full = 0; full < 2; full++) {
            nanos += 3_000_000_000L;
            assertThat(reader.tail.step(Duration.ZERO)).isTrue();
            assertThat(reader.tail.caughtUpNanos()).isEqualTo(atTheEnd);
        }
        assertThat(reader.tail.step(Duration.ZERO)).isTrue();
        assertThat(reader.tail.caughtUpNanos()).as("there was no more").isEqualTo(nanos);
    }

    private byte[] item(Item item) {
        return new ItemCodec(() -> nanos).bytes(item);
    }

    private Publication publication(String topic) {
        return new Publication(new TopicName(topic), Payload.text(new byte[0]), nanos);
    }

    /** Makes the log begin with its second segment. */
    private void dropFirstSegment(Node reader) {
        long first = rings.first().orElseThrow();
        rings.add(first, item(new Item.End()));
        step(reader);
        rings.dropBefore(first + 1);
        rings.readsAll = true;
    }

    private void tryStep(Node node) {
        try {
            node.tail.step(Duration.ZERO);
        } catch (RingFailure again) {
            assertThat(again)
                    .hasMessage("expected another node to have the last values from before the log, but none did");
        }
    }

    /** Runs the nodes for ten seconds. */
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
        final List<LastValue> values = new ArrayList<>();
        final Tail tail;
        int asked;
        long newest;

        /**
         * @param others the nodes that it requests last values from
         */
        Node(long newest, Node... others) {
            this.newest = newest;
            ItemCodec codec = new ItemCodec(() -> nanos);
            Writer writer = new Writer(rings, codec, SETTINGS, () -> nanos, random.nextLong());
            tail = new Tail(
                    rings,
                    (epoch, through) -> older(epoch, through, others),
                    codec,
                    this,
                    writer,
                    SETTINGS,
                    () -> nanos,
                    random);
        }

        @Override
        public List<Optional<Taken>> arrived(long first, List<Entry> entries) {
            throw new AssertionError("nothing was published");
        }

        @Override
        public void restarted(String epoch, long through, List<LastValue> lastValues) {
            epochs.add(epoch);
            newest = through;
            values.clear();
            values.addAll(lastValues);
        }

        private Optional<List<LastValue>> older(String epoch, long through, Node... others) {
            asked++;
            return Stream.of(others)
                    .flatMap(other -> other.tail.lastValues(epoch, 0, through).stream())
                    .map(LastValues::values)
                    .findFirst();
        }

        @Override
        public Optional<LastValues> lastValues(String epoch, long after, long through) {
            return Optional.of(new LastValues(values, through));
        }

        @Override
        public long newest() {
            return newest;
        }
    }
}
