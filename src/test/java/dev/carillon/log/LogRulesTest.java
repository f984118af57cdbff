package dev.carillon.log;

import static java.nio.charset.StandardCharsets.UTF_8;
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

/** Changes of rules while the log has publications. */
class LogRulesTest {
    private static final Selection ALL = new PatternSelection(new TopicPattern("**"));

    private long nanos;
    private final Log log = new Log(rules(messages("a.**", 3)), 1 << 20, "e", () -> nanos);

    @Test
    void publicationsStayIfTheNewRulesRememberThem() {
        long first = publish("a.x", "1");
        log.use(rules(messages("a.*", 3), messages("b", 1)), from -> {});
        publish("a.x", "2");
        publish("b", "3");

        assertThat(texts(ALL)).containsExactly("1", "2", "3");
        assertThat(log.isComplete(of("a.x"), first)).isTrue();
        assertThat(log.isComplete(of("a.x"), 0)).isTrue();
    }

    @Test
    void smallerBoundsApplyAtOnce() {
        publish("a.x", "1");
        publish("a.x", "2");
        long third = publish("a.x", "3");
        log.use(rules(messages("a.**", 1)), from -> {});

        assertThat(texts(ALL)).containsExactly("3");
        assertThat(log.messageCount()).isEqualTo(1);
        assertThat(log.isComplete(of("a.x"), third - 1)).isTrue();
        assertThat(log.isComplete(of("a.x"), third - 2)).isFalse();

        log.use(
                rules(new Rule(new TopicPattern("a.**"), Optional.of(new HistoryBounds(9, 1, Duration.ZERO)), false)),
                from -> {});
        assertThat(texts(ALL)).containsExactly("3");
        publish("a.x", "4");
        assertThat(texts(ALL)).containsExactly("4");
    }

    @Test
    void largerBoundsApplyToLaterPublications() {
        log.use(rules(messages("a.**", 1)), from -> {});
        publish("a.x", "1");
        publish("a.x", "2");
        log.use(rules(messages("a.**", 9)), from -> {});
        publish("a.x", "3");

        assertThat(texts(ALL)).containsExactly("2", "3");
    }

    @Test
    void topicsThatAreNoLongerRememberedAreRemoved() {
        long known = publish("a.x", "1");
        publish("a.y", "2");
        long before = log.bytes();
        log.use(rules(messages("a.y", 3)), from -> {});

        assertThat(before).isPositive();
        assertThat(texts(ALL)).containsExactly("2");
        assertThat(log.topicCount()).isEqualTo(1);
        assertThat(log.append(publication("a.x", "3"), publication -> {})).isEmpty();
        assertThat(log.isComplete(of("a.x"), known)).isFalse();
        assertThat(log.isComplete(ALL, known - 1)).as("1 has left").isFalse();

        log.use(HistoryRules.NONE, from -> {});
        assertThat(log.bytes()).isZero();
        assertThat(log.messageCount()).isZero();
    }

    @Test
    void publicationsBeforeTheirTopicWasRememberedAreMissing() {
        long before = publish("a.x", "1");
        // b is not remembered yet, so a client whose last id is 1 may have missed something there.
        List<Long> switched = new ArrayList<>();
        log.use(rules(messages("a.**", 3), messages("b", 3)), switched::add);
        long first = publish("b", "2");

        assertThat(switched).containsExactly(before + 1);
        assertThat(first).isEqualTo(before + 2);
        assertThat(log.isComplete(of("b"), before)).isFalse();
        assertThat(log.isComplete(of("b"), first)).isTrue();
        assertThat(log.isComplete(of("a.x"), before)).isTrue();
    }

    @Test
    void aRuleThatReturnsDoesNotHidePublicationsBetween() {
        long known = publish("a.x", "1");
        HistoryRules first = rules(messages("a.**", 3));
        log.use(HistoryRules.NONE, from -> {});
        log.use(first, from -> {});
        long next = publish("a.x", "3");

        assertThat(log.isComplete(of("a.x"), known)).isFalse();
        assertThat(log.isComplete(ALL, known)).isFalse();
        assertThat(log.isComplete(of("a.x"), next)).isTrue();
        assertThat(texts(ALL)).containsExactly("3");
    }

    @Test
    void aTopicExcludedByAnEarlierRuleIsMissingWhenThatRuleIsRemoved() {
        log.use(rules(nothing("a.secret"), messages("a.**", 3)), from -> {});
        long known = publish("a.x", "1");
        log.use(rules(messages("a.**", 3)), from -> {});

        assertThat(log.isComplete(of("a.secret"), known)).isFalse();
        assertThat(log.isComplete(of("a.x"), known)).isTrue();
    }

    @Test
    void aForgottenTopicStaysMissingUnderAnotherRule() {
        Log small = new Log(rules(messages("a.**", 1)), 1024, "e", () -> nanos);
        for (int i = 0; i < 20; i++) {
            small.append(publication("a." + i, "x".repeat(200)), publication -> {});
        }
        small.use(rules(messages("a.*", 1)), from -> {});

        assertThat(small.isComplete(of("a.0"), 0)).isFalse();
        assertThat(small.isComplete(of("a.0"), small.newest().offset())).isTrue();
    }

    @Test
    void aLastValueAndAnAgeApplyFromTheChangeOn() {
        publish("a.x", "1");
        log.use(
                rules(new Rule(
                        new TopicPattern("a.**"),
                        Optional.of(new HistoryBounds(3, Long.MAX_VALUE, Duration.ofSeconds(1))),
                        true)),
                from -> {});
        publish("a.x", "2");
        nanos += Duration.ofSeconds(2).toNanos();
        log.expire();
        assertThat(log.mayHaveLastValue(new TopicPattern("a.x"))).isTrue();
        assertThat(texts(ALL)).containsExactly("2");

        log.use(
                rules(new Rule(
                        new TopicPattern("a.**"),
                        Optional.of(new HistoryBounds(3, Long.MAX_VALUE, Duration.ofSeconds(1))),
                        false)),
                from -> {});
        log.expire();
        assertThat(texts(ALL)).isEmpty();
        assertThat(log.messageCount()).isZero();
    }

    @Test
    void aChangeAppliesToManyTopics() {
        for (int i = 0; i < 3000; i++) {
            publish("a." + i % 1500, "x");
        }
        log.use(rules(nothing("a.7"), messages("a.*", 1)), from -> {});
        assertThat(log.messageCount()).isEqualTo(1499);
        log.use(rules(messages("b", 1)), from -> {});
        assertThat(log.bytes()).isZero();
    }

    @Test
    void marksOfEarlierRulesAreBounded() {
        for (int i = 0; i < 1000; i++) {
            log.use(rules(messages("t" + i, 1)), from -> {});
            publish("t" + i, "x");
        }
        long newest = log.newest().offset();
        log.use(rules(messages("t0", 1)), from -> {});

        assertThat(log.isComplete(of("t0"), newest)).as("t0 was not remembered").isFalse();
        assertThat(log.isComplete(ALL, log.newest().offset())).isTrue();
    }

    /** For any sequence of rules: a reader that is told that nothing is missing has missed nothing. */
    @Test
    void noChangeOfRulesHidesAGap() {
        int complete = 0;
        for (long seed = 0; seed < 200; seed++) {
            complete += new RandomChanges(new Random(seed), "seed " + seed).run();
        }
        assertThat(complete).as("complete").isGreaterThan(10_000);
    }

    private static final class RandomChanges {
        private static final List<String> TOPICS = List.of("a.x", "a.y", "b.x", "b.y", "c");
        private static final List<String> PATTERNS = List.of("a.*", "*.x", "b.**", "**", "a.x", "c");

        private record Sent(String topic, String text, long offset) {}

        private final Random random;
        private final String name;
        private int complete;
        private final List<Sent> sent = new ArrayList<>();
        private final Log log;

        RandomChanges(Random random, String name) {
            this.random = random;
            this.name = name;
            this.log = new Log(randomRules(), random.nextBoolean() ? 2000 : 1 << 20, "e", () -> 0);
        }

        /** Returns how often nothing was missing. */
        int run() {
            for (int i = 0; i < 60; i++) {
                if (random.nextInt(8) == 0) {
                    log.use(randomRules(), from -> {});
                } else {
                    publish(pick(TOPICS), "" + i);
                }
                for (int from = 0; from < sent.size(); from++) {
                    check(from, pick(TOPICS));
                    check(from, pick(PATTERNS));
                }
            }
            return complete;
        }

        private void publish(String topic, String text) {
            long offset = log.append(publication(topic, text), publication -> {})
                    .map(MessageId::offset)
                    .orElse(0L);
            sent.add(new Sent(topic, text, offset));
        }

        /**
         * Checks a client that has everything through {@code from}. Of a pattern, only remembered publications count.
         */
        private void check(int from, String pattern) {
            long known = sent.get(from).offset();
            TopicPattern topics = new TopicPattern(pattern);
            if (known == 0 || !log.isComplete(of(pattern), known)) {
                return;
            }
            complete++;
            List<String> expected = sent.subList(from + 1, sent.size()).stream()
                    .filter(one -> topics.matches(new TopicName(one.topic())))
                    .filter(one -> !topics.hasWildcards() || log.remembers(new TopicName(one.topic())))
                    .map(Sent::text)
                    .toList();
            List<Remembered> into = new ArrayList<>();
            log.read(of(pattern), known, log.newest().offset(), 1000, 1 << 20, into);
            assertThat(into.stream().map(LogRulesTest::text)).as(name).isEqualTo(expected);
        }

        private HistoryRules randomRules() {
            List<Rule> rules = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                String pattern = pick(PATTERNS);
                rules.add(random.nextInt(4) == 0 ? nothing(pattern) : messages(pattern, 1 + random.nextInt(9)));
            }
            return new HistoryRules(rules);
        }

        private String pick(List<String> from) {
            return from.get(random.nextInt(from.size()));
        }
    }

    private static String text(Remembered entry) {
        return new String(entry.payload().bytes(), UTF_8);
    }

    private long publish(String topic, String text) {
        return log.append(publication(topic, text), publication -> {})
                .orElseThrow()
                .offset();
    }

    private List<String> texts(Selection selection) {
        List<Remembered> into = new ArrayList<>();
        log.read(selection, 0, log.newest().offset(), 10_000, 1 << 20, into);
        return into.stream().map(LogRulesTest::text).toList();
    }

    private static Selection of(String topic) {
        return new PatternSelection(new TopicPattern(topic));
    }

    private static Publication publication(String topic, String text) {
        return new Publication(new TopicName(topic), Payload.text(text.getBytes(UTF_8)), 0);
    }

    private static HistoryRules rules(Rule... rules) {
        return new HistoryRules(List.of(rules));
    }

    private static Rule messages(String pattern, int messages) {
        return new Rule(
                new TopicPattern(pattern),
                Optional.of(new HistoryBounds(messages, Long.MAX_VALUE, Duration.ZERO)),
                false);
    }

    private static Rule nothing(String pattern) {
        return new Rule(new TopicPattern(pattern), Optional.empty(), false);
    }
}
