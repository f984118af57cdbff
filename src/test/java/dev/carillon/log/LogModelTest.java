package dev.carillon.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the log with the simplest model of one, after the same random operations. */
class LogModelTest {
    private static final List<String> PATTERNS =
            List.of("a.0", "a.1", "b.0", "b.3", "c.1", "a.*", "*.1", "b.**", "**", "x.*");
    private static final int RUNS = 200;
    private static final int STEPS = 200;

    @Test
    void theLogAgreesWithTheSimpleModel() {
        long seed = new Random().nextLong();
        for (int run = 0; run < RUNS; run++) {
            new Run(seed + run).play();
        }
    }

    /** Seeds that failed once. */
    @ParameterizedTest
    @ValueSource(longs = {1})
    void theLogAgreesForSeedsThatFailedOnce(long seed) {
        new Run(seed).play();
    }

    private static final class Run {
        private final Random random;
        private final String name;
        private final Log log;
        private final NaiveLog model;
        private final int topicsMax;

        /** Whether the offsets come from a shared order. */
        private final boolean shared;

        private int epochs;
        private long nanos = 1;

        Run(long seed) {
            random = new Random(seed);
            name = "seed " + seed;
            HistoryRules rules = new HistoryRules(List.of(rule("a.*"), rule("b.**"), rule("**")));
            long bytesMax = random.nextInt(3) == 0 ? 1L << 30 : 500L << random.nextInt(8);
            log = new Log(rules, bytesMax, "epoch", () -> nanos);
            model = new NaiveLog(rules, bytesMax);
            topicsMax = 1 + random.nextInt(5);
            shared = random.nextBoolean();
        }

        private Rule rule(String pattern) {
            int messages = random.nextBoolean() ? 1 + random.nextInt(20) : Integer.MAX_VALUE;
            long bytes = random.nextBoolean() ? 1 + random.nextInt(100) : Long.MAX_VALUE;
            Duration age = random.nextBoolean() ? Duration.ofSeconds(1 + random.nextInt(30)) : Duration.ZERO;
            return new Rule(
                    new TopicPattern(pattern),
                    Optional.of(new HistoryBounds(messages, bytes, age)),
                    random.nextInt(3) == 0);
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
        }

        private void step() {
            if (shared && random.nextInt(100) == 0) {
                restart();
            }
            switch (random.nextInt(13)) {
                case 0 -> expire();
                case 1 -> isComplete();
                case 2 -> startOfLast();
                case 3 -> read();
                case 4 -> count();
                case 5 -> readLastValues();
                default -> append();
            }
        }

        private void append() {
            nanos += random.nextInt(1_000_000_000);
            TopicName topic = new TopicName("abc".charAt(random.nextInt(3)) + "." + random.nextInt(topicsMax));
            byte[] payload = new byte[random.nextInt(random.nextInt(20) == 0 ? 2_000 : 20)];
            long offset = model.newest() + 1 + (shared ? random.nextInt(3) : 0);
            model.put(offset, topic, payload.length, nanos);
            List<Long> handedOn = new ArrayList<>();
            Publication publication = new Publication(topic, Payload.binary(payload), 0);
            assertThat(
                            shared
                                    ? log.put(offset, publication, next -> handedOn.add(next.offset()))
                                    : log.append(publication, next -> handedOn.add(next.offset())))
                    .as(name)
                    .contains(log.newest())
                    .contains(log.id(model.newest()));
            assertThat(handedOn).as(name).containsExactly(model.newest());
        }

        private void restart() {
            long through = model.newest() + 1 + random.nextInt(5);
            epochs++;
            log.restart("epoch" + epochs, through);
            model.restart(through);
            for (long offset = Math.max(0, through - 20) + 1; offset <= through; offset += 1 + random.nextInt(5)) {
                restore(offset, through);
            }
            assertThat(log.newest()).as(name).isEqualTo(new MessageId("epoch" + epochs, through));
        }

        /** Each topic once. */
        private void restore(long offset, long through) {
            TopicName topic = new TopicName("abc".charAt((int) (offset % 3)) + "." + (through - offset));
            byte[] payload = new byte[random.nextInt(random.nextInt(20) == 0 ? 2_000 : 20)];
            Optional<MessageId> id =
                    log.restore(offset, new Publication(topic, Payload.binary(payload), 0), next -> {});
            if (model.hasLastValue(topic)) {
                model.restore(offset, topic, payload.length, nanos);
                assertThat(id).as(name).contains(log.id(offset));
            } else {
                assertThat(id).as(name).isEmpty();
            }
        }

        private void readLastValues() {
            long upTo = offset();
            List<Remembered> read = new ArrayList<>();
            for (long place = 0; place < upTo; ) {
                place = log.readLastValues("epoch" + (epochs > 0 ? epochs : ""), place, upTo, 3, 50, read)
                        .orElseThrow();
            }
            assertThat(read.stream().map(Remembered::offset))
                    .as(name)
                    .isEqualTo(model.there(entry -> entry.offset <= upTo && model.isLastValue(entry)).stream()
                            .map(entry -> entry.offset)
                            .toList());
        }

        private void expire() {
            nanos += random.nextInt(2) * random.nextLong(10_000_000_000L);
            for (int second = 0; second < 10; second++) {
                log.expire();
            }
            model.expire(nanos);
        }

        private void count() {
            assertThat(log.bytes()).as(name).isEqualTo(model.bytes());
            assertThat(log.messageCount())
                    .as(name)
                    .isEqualTo(model.there(entry -> true).size());
            assertThat(log.topicCount()).as(name).isEqualTo(model.topicCount());
        }

        private void isComplete() {
            Picked selection = selection();
            long after = offset();
            boolean complete = log.isComplete(selection, after);
            if (model.mayHaveForgotten(selection, after)) {
                assertThat(complete && !model.isComplete(selection, after))
                        .as(name)
                        .isFalse();
            } else {
                assertThat(complete).as(name).isEqualTo(model.isComplete(selection, after));
            }
        }

        private void startOfLast() {
            Picked selection = selection();
            long upTo = offset();
            int count = 1 + random.nextInt(30);
            List<NaiveLog.Entry> there = model.there(entry -> entry.offset <= upTo && isWanted(selection, entry));
            long expected = there.isEmpty() ? upTo : there.get(Math.max(0, there.size() - count)).offset - 1;
            assertThat(log.startOfLast(selection, count, upTo)).as(name).isEqualTo(expected);
        }

        private void read() {
            Picked selection = selection();
            long after = offset();
            long upTo = after + random.nextLong(model.newest() - after + 1);
            int messagesMax = 1 + random.nextInt(20);
            long bytesMax = random.nextInt(100);
            List<Long> read = new ArrayList<>();
            for (long place = after; place < upTo; ) {
                List<Remembered> piece = new ArrayList<>();
                place = log.read(selection, place, upTo, messagesMax, bytesMax, piece)
                        .through();
                assertThat(place).as(name).isBetween(after + 1, upTo);
                assertThat(piece.size()).as(name).isLessThanOrEqualTo(messagesMax);
                assertThat(piece.size() <= 1
                                || piece.stream()
                                                .mapToLong(Remembered::payloadBytes)
                                                .sum()
                                        <= bytesMax)
                        .as(name)
                        .isTrue();
                piece.forEach(entry -> read.add(entry.offset()));
            }
            assertThat(read)
                    .as(name)
                    .isEqualTo(
                            model
                                    .there(entry ->
                                            entry.offset > after && entry.offset <= upTo && isWanted(selection, entry))
                                    .stream()
                                    .map(entry -> entry.offset)
                                    .toList());
        }

        private boolean isWanted(Picked selection, NaiveLog.Entry entry) {
            return selection.matches(entry.topic, entry.offset, model.isLastValue(entry));
        }

        private Picked selection() {
            Picked all = random.nextInt(4) == 0
                    ? Picked.of("a." + random.nextInt(3), "b." + random.nextInt(3), "c." + random.nextInt(3))
                    : Picked.of(PATTERNS.get(random.nextInt(PATTERNS.size())));
            return random.nextInt(3) == 0 ? all.onlyLastValuesThrough(offset()) : all;
        }

        private long offset() {
            return random.nextLong(model.newest() + 1);
        }
    }
}
