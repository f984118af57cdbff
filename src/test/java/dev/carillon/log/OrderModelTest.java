package dev.carillon.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.publication.Payload;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Compares the order of all entries with a sorted map, after the same random operations; there are many parts. */
class OrderModelTest {
    private static final Payload EMPTY = Payload.binary(new byte[0]);
    private static final int RUNS = 20;
    private static final int STEPS = 100;

    @Test
    void theOrderAgreesWithASortedMap() {
        long seed = new Random().nextLong();
        for (int run = 0; run < RUNS; run++) {
            new Run(seed + run).play();
        }
    }

    @Test
    void theRestOfManyEntriesTakesFewParts() {
        Order order = new Order();
        List<Remembered> entries = new ArrayList<>();
        TopicHistory history = history(HistoryBounds.NEWEST, false);
        for (int offset = 1; offset <= 100_000; offset++) {
            entries.add(new Remembered(history, EMPTY, offset, 0));
            order.add(entries.getLast());
        }

        entries.stream().filter(entry -> entry.offset() % 100 != 0).forEach(order::remove);

        assertThat(order.count()).isEqualTo(1_000);
        assertThat(order.segmentCount()).isLessThan(70);
    }

    private static TopicHistory history(HistoryBounds bounds, boolean lastValue) {
        return new TopicHistory(
                new TopicName("news"), new Rule(new TopicPattern("**"), Optional.of(bounds), lastValue), 0);
    }

    private static final class Run {
        private final Random random;
        private final String name;
        private final Order order = new Order();
        private final TreeMap<Long, Remembered> model = new TreeMap<>();
        private final int lastValueOneIn;
        private long newest;

        Run(long seed) {
            random = new Random(seed);
            name = "seed " + seed;
            lastValueOneIn = 1 + random.nextInt(random.nextBoolean() ? 5 : 1_000);
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                step();
                assertThat(order.count()).as(name).isEqualTo(model.size());
            }
            while (!model.isEmpty()) {
                removeNextToLeave();
            }
            assertThat(order.segmentCount()).as(name).isEqualTo(1);
        }

        private void step() {
            switch (random.nextInt(8)) {
                case 0, 1 -> add(random.nextInt(500));
                case 2 -> removeSome(model, 1 + random.nextInt(3));
                case 3 -> removeSome(model.headMap(offset(), true), 1 + random.nextInt(3));
                case 4 -> removeOldest(random.nextInt(200));
                case 5 -> showBehind();
                case 6 -> showBackFrom();
                default -> passOver();
            }
        }

        private void add(int count) {
            for (int i = 0; i < count; i++) {
                newest += 1 + random.nextInt(random.nextInt(10) + 1);
                TopicHistory history = history(HistoryBounds.NEWEST, random.nextInt(lastValueOneIn) == 0);
                Remembered entry = new Remembered(history, EMPTY, newest, 0);
                history.add(entry);
                order.add(entry);
                model.put(newest, entry);
            }
        }

        private void removeSome(Map<Long, Remembered> from, int oneIn) {
            List.copyOf(from.values()).stream()
                    .filter(entry -> random.nextInt(oneIn) == 0)
                    .forEach(this::remove);
        }

        private void removeOldest(int count) {
            for (int i = 0; i < count && !model.isEmpty(); i++) {
                removeNextToLeave();
            }
        }

        private void removeNextToLeave() {
            Remembered next = order.nextToLeave();
            assertThat(next)
                    .as(name)
                    .isSameAs(model.values().stream()
                            .filter(entry -> !entry.isLastValue())
                            .findFirst()
                            .orElseGet(() -> model.firstEntry().getValue()));
            remove(next);
        }

        private void remove(Remembered entry) {
            order.remove(entry);
            entry.history().removeOldest();
            model.remove(entry.offset());
        }

        private void showBehind() {
            long offset = offset();
            int count = 1 + random.nextInt(300);
            assertShown(
                    first(count, reader -> order.showBehind(offset, reader)),
                    model.tailMap(offset, false).values(),
                    count);
        }

        private void showBackFrom() {
            long offset = offset();
            int count = 1 + random.nextInt(300);
            assertShown(
                    first(count, reader -> order.showBackFrom(offset, reader)),
                    model.headMap(offset, true).descendingMap().values(),
                    count);
        }

        /** Parts without a last value may be skipped; last values, and entries after the offset, may not. */
        private void passOver() {
            long through = offset();
            List<Remembered> shown = first(Integer.MAX_VALUE, reader -> order.showBehind(0, through, reader));
            Predicate<Remembered> wanted = entry -> entry.isLastValue() || entry.offset() > through;
            assertShown(
                    shown.stream().filter(wanted).toList(),
                    model.values().stream().filter(wanted).toList(),
                    Integer.MAX_VALUE);
        }

        private void assertShown(List<Remembered> shown, Collection<Remembered> there, int count) {
            assertThat(shown).as(name).isEqualTo(there.stream().limit(count).toList());
        }

        private static List<Remembered> first(int count, Consumer<Predicate<Remembered>> show) {
            List<Remembered> shown = new ArrayList<>();
            show.accept(entry -> {
                shown.add(entry);
                return shown.size() < count;
            });
            return shown;
        }

        private long offset() {
            return random.nextLong(newest + 2);
        }
    }
}
