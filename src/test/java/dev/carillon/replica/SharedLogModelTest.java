package dev.carillon.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.Arrivals;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.publication.PublishResult.Unconfirmed;
import dev.carillon.topic.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes share a log over the worst rings, at random: acknowledged publications reach all, once, in order, with one id.
 */
class SharedLogModelTest {
    private static final int RUNS = 1_500;
    private static final int STEPS = 400;

    /** A strong reference: the logger could be collected with its level. */
    private static final Logger QUIET = Logger.getLogger(Tail.class.getName());

    @BeforeAll
    static void tellNothing() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterAll
    static void tellAgain() {
        QUIET.setLevel(null);
    }

    @Test
    void acknowledgedPublicationsAreNeitherLostNorDuplicatedNorReordered() {
        long seed = new Random().nextLong();
        int older = 0;
        for (int run = 0; run < RUNS; run++) {
            Run each = new Run(seed + run);
            each.play();
            older += each.older;
        }
        assertThat(older).as("last values of nodes that came late").isGreaterThan(RUNS / 100);
    }

    /** For changes of the shared log: takes some minutes. */
    @Test
    @Tag("long")
    void acknowledgedPublicationsAreKeptInALongRun() {
        long seed = new Random().nextLong();
        for (int run = 0; run < 200 * RUNS; run++) {
            new Run(seed + run).play();
        }
    }

    /** Seeds that failed once. */
    @ParameterizedTest
    @ValueSource(longs = {1})
    void acknowledgedPublicationsAreKeptForSeedsThatFailedOnce(long seed) {
        new Run(seed).play();
    }

    private static final class Run {
        private final Random random;
        private final String name;
        private final FakeRings rings;
        private final List<Node> nodes = new ArrayList<>();
        private final ReplicaSettings settings;
        private final boolean losesAll;
        private long nanos = 1;
        private int published;
        private int lastNode;
        private boolean lostAll;

        /** Of all nodes that ever existed. */
        private final Map<MessageId, String> byId = new HashMap<>();

        private final Set<String> epochs = new HashSet<>();
        private final Map<String, MessageId> acknowledged = new HashMap<>();

        /** The number of last values that nodes have received from others. */
        private int older;

        Run(long seed) {
            random = new Random(seed);
            name = "seed " + seed;
            rings = new FakeRings(random);
            rings.faults = random.nextInt(3) == 0 ? 0 : random.nextInt(25);
            losesAll = random.nextInt(4) == 0;
            settings = new ReplicaSettings(
                    random.nextInt(3) > 0,
                    random.nextBoolean() ? 1 << 20 : 4_000,
                    random.nextBoolean() ? 1 << 20 : 500,
                    1 << 20,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10));
            for (int i = 0; i < 3; i++) {
                nodes.add(new Node());
            }
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            settle();
            check();
        }

        private void step() {
            nanos += random.nextLong(100_000_000);
            switch (random.nextInt(losesAll ? 60 : 59)) {
                case 0 -> rings.loseOwner();
                case 1 -> rings.doWhatIsLate();
                case 2 -> rings.repair();
                case 3 -> {
                    nodes.remove(random.nextInt(nodes.size()));
                    nodes.add(new Node());
                }
                case 4 -> {
                    Node paused = nodes.remove(0);
                    if (random.nextBoolean()) {
                        nanos += random.nextLong(6_000_000_000L);
                    }
                    nodes.add(paused);
                }
                case 5 -> rings.majority = random.nextBoolean();
                case 59 -> {
                    rings.loseAll();
                    lostAll = true;
                }
                default -> nodes.get(random.nextInt(nodes.size())).step();
            }
        }

        private void settle() {
            rings.faults = 0;
            rings.majority = true;
            rings.doWhatIsLate();
            rings.repair();
            int quiet = 0;
            for (int step = 0; quiet < 100; step++) {
                nanos += 200_000_000;
                boolean moved = false;
                for (Node node : nodes) {
                    moved |= node.stepOfBoth();
                }
                quiet = moved || nodes.stream().anyMatch(node -> node.writer.pendingBytes() > 0) ? 0 : quiet + 1;
                assertThat(step).as(name).isLessThan(20_000);
            }
        }

        private void check() {
            for (Node node : nodes) {
                assertThat(node.restarts).as(name).isGreaterThanOrEqualTo(1);
                if (!lostAll) {
                    // Publications before this node's first one were removed, and the node has recorded that.
                    acknowledged.forEach((text, id) -> {
                        if (node.covers(id)) {
                            assertThat(node.had).as(name + " " + id).contains(text);
                        }
                    });
                    if (!node.mayLack) {
                        Map<TopicName, MessageId> has = new HashMap<>();
                        node.values.forEach(
                                (topic, value) -> has.put(topic, new MessageId(node.epoch, value.offset())));
                        assertThat(has).as(name + " last values").isEqualTo(lastIds(node.epoch, node.newest));
                    }
                }
            }
            if (!lostAll) {
                assertThat(nodes.stream().map(node -> node.epoch).distinct())
                        .as(name)
                        .hasSize(1);
                if (settings.majority()) {
                    assertThat(epochs)
                            .as(name + ": where all read the same, none opens an epoch")
                            .hasSize(1);
                }
            }
        }

        /** The last publication of each topic, by id. */
        private Map<TopicName, MessageId> lastIds(String epoch, long through) {
            Map<TopicName, MessageId> newest = new HashMap<>();
            byId.forEach((id, text) -> {
                if (id.epoch().equals(epoch) && id.offset() <= through) {
                    newest.merge(topic(text), id, (one, other) -> one.offset() > other.offset() ? one : other);
                }
            });
            return newest;
        }

        /** Some topics have publications seldom. */
        private static TopicName topic(String text) {
            int order = Integer.parseInt(text.substring(text.indexOf('.') + 1));
            return new TopicName(order % 20 == 0 ? "quiet." + order % 7 : "t");
        }

        private final class Node implements Arrivals {
            final int number = ++lastNode;
            final Writer writer;
            final Tail tail;
            final Set<String> had = new HashSet<>();
            final Map<String, Integer> lastOf = new HashMap<>();
            String epoch = "";
            long newest;
            long through;
            int restarts;
            final Map<TopicName, LastValue> values = new HashMap<>();

            /** Whether last values may be missing: no node with all of them answered when it joined. */
            boolean mayLack;

            private boolean asked;

            Node() {
                ItemCodec codec = new ItemCodec(() -> nanos);
                writer = new Writer(rings, codec, settings, () -> nanos, number);
                tail = new Tail(rings, this::older, codec, this, writer, settings, () -> nanos, random);
            }

            /** The answers of other nodes, in parts, of which some do not come. */
            private Optional<List<LastValue>> older(String of, long upTo) {
                asked = true;
                mayLack = true;
                List<LastValue> found = new ArrayList<>();
                long reached = 0;
                boolean lacking = false;
                for (Node other : nodes) {
                    while (other != this && random.nextInt(100) >= rings.faults) {
                        Optional<LastValues> next = other.tail.lastValues(of, reached, upTo);
                        if (next.isEmpty()) {
                            break;
                        }
                        lacking |= other.mayLack;
                        found.addAll(next.get().values());
                        reached = next.get().through();
                        if (reached >= upTo) {
                            mayLack = lacking;
                            return Optional.of(found);
                        }
                    }
                }
                return Optional.empty();
            }

            /** Whether it must have the publication: all after its last beginning. */
            boolean covers(MessageId id) {
                return id.epoch().equals(epoch) && id.offset() > through;
            }

            void step() {
                switch (random.nextInt(4)) {
                    case 0 -> publish();
                    case 1 -> write();
                    default -> read();
                }
            }

            boolean stepOfBoth() {
                write();
                return read();
            }

            private boolean read() {
                try {
                    return tail.step(Duration.ZERO);
                } catch (RingFailure again) {
                    return false;
                }
            }

            private void write() {
                writer.expire();
                try {
                    writer.step(Duration.ZERO);
                } catch (RingFailure again) {
                    // In the next step.
                } catch (InterruptedException never) {
                    throw new AssertionError(never);
                }
            }

            private void publish() {
                String text = number + "." + ++published;
                Publication publication = new Publication(topic(text), Payload.text(text.getBytes(UTF_8)), nanos);
                switch (writer.reserve(publication)) {
                    case Taken room -> {
                        Pending pending = (Pending) writer.publish(publication, Optional.empty());
                        pending.outcome().thenAccept(outcome -> told(text, outcome));
                    }
                    case Outcome none -> {}
                }
            }

            private void told(String text, Outcome outcome) {
                switch (outcome) {
                    case Taken taken -> {
                        MessageId id = taken.id().orElseThrow();
                        assertThat(byId).as(name).containsEntry(id, text);
                        assertThat(acknowledged.put(text, id)).as(name).isNull();
                    }
                    case Unconfirmed told -> {}
                    case Outcome busy -> throw new AssertionError(name + " " + busy);
                }
            }

            @Override
            public List<Optional<Taken>> arrived(long first, List<Entry> entries) {
                List<Optional<Taken>> results = new ArrayList<>();
                for (int i = 0; i < entries.size(); i++) {
                    results.add(Optional.of(arrived(first + i, entries.get(i))));
                }
                return results;
            }

            private Taken arrived(long offset, Entry entry) {
                String text = new String(entry.publication().payload().bytes(), UTF_8);
                MessageId id = new MessageId(epoch, offset);
                assertThat(offset).as(name + " behind the spare ones").isGreaterThan(newest);
                newest = offset;
                values.put(entry.publication().topic(), new LastValue(offset, entry.publication()));
                String other = byId.putIfAbsent(id, text);
                assertThat(other == null || other.equals(text))
                        .as(name + " one id, one publication: " + id)
                        .isTrue();
                if (!lostAll) {
                    assertThat(had.add(text)).as(name + " once: " + text).isTrue();
                    String by = text.substring(0, text.indexOf('.'));
                    int order = Integer.parseInt(text.substring(text.indexOf('.') + 1));
                    assertThat(lastOf.getOrDefault(by, 0))
                            .as(name + " in order: " + text)
                            .isLessThan(order);
                    lastOf.put(by, order);
                }
                return new Taken(Optional.of(id));
            }

            @Override
            public void restarted(String nextEpoch, long nextThrough, List<LastValue> lastValues) {
                assertThat(nextThrough).as(name).isGreaterThanOrEqualTo(newest);
                values.clear();
                Map<TopicName, MessageId> before = lastIds(nextEpoch, nextThrough);
                lastValues.forEach(value -> {
                    assertThat(before)
                            .as(name + " the newest as of there")
                            .containsEntry(value.publication().topic(), new MessageId(nextEpoch, value.offset()));
                    values.put(value.publication().topic(), value);
                });
                older += lastValues.size();
                mayLack &= asked;
                asked = false;
                epoch = nextEpoch;
                epochs.add(epoch);
                through = nextThrough;
                newest = nextThrough;
                restarts++;
            }

            /** In parts of two. */
            @Override
            public Optional<LastValues> lastValues(String of, long after, long upTo) {
                if (!of.equals(epoch)) {
                    return Optional.empty();
                }
                List<LastValue> all = values.values().stream()
                        .filter(value -> value.offset() > after && value.offset() <= upTo)
                        .sorted(Comparator.comparingLong(LastValue::offset))
                        .toList();
                return Optional.of(
                        all.size() <= 2
                                ? new LastValues(all, upTo)
                                : new LastValues(all.subList(0, 2), all.get(1).offset()));
            }

            @Override
            public long newest() {
                return newest;
            }
        }
    }
}
