package dev.carillon.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;

class LogTest {
    private static final long UNBOUNDED = Long.MAX_VALUE;
    private static final int ALL = Integer.MAX_VALUE;

    private long nanos;

    @Test
    void publicationsAreNumberedFromOneInOneOrderForAllTopics() {
        Log log = log(UNBOUNDED, history("**", 10));
        assertThat(log.newest()).isEqualTo(new MessageId("epoch", 0));

        assertThat(publish(log, "news", "a")).isEqualTo(new MessageId("epoch", 1));
        assertThat(publish(log, "sports", "b")).isEqualTo(new MessageId("epoch", 2));

        assertThat(log.newest()).isEqualTo(new MessageId("epoch", 2)).isEqualTo(log.id(2));
    }

    @Test
    void aPublicationIsPassedOnWithItsId() {
        Log log = log(UNBOUNDED, history("**", 10));
        List<Publication> next = new ArrayList<>();

        log.append(publication("news", "a"), next::add);

        assertThat(next).singleElement().satisfies(publication -> {
            assertThat(publication.id()).contains(new MessageId("epoch", 1));
            assertThat(publication.topic()).isEqualTo(new TopicName("news"));
            assertThat(publication.payload().bytes()).isEqualTo("a".getBytes(UTF_8));
        });
    }

    @Test
    void anEntryThatIsReadBecomesTheAppendedPublication() {
        Log log = log(UNBOUNDED, history("**", 10));
        nanos = 17;
        log.append(new Publication(new TopicName("news"), Payload.json(new byte[] {'1'}), 3), publication -> {});

        Remembered entry = read(log, "news", 0).getFirst();

        assertThat(entry.offset()).isEqualTo(1);
        assertThat(entry.topic()).isEqualTo(new TopicName("news"));
        Publication publication = entry.publication("epoch");
        assertThat(publication.id()).contains(new MessageId("epoch", 1));
        assertThat(publication.topic()).isEqualTo(new TopicName("news"));
        assertThat(publication.payload().bytes()).containsExactly('1');
        assertThat(publication.payload().kind()).isEqualTo(Payload.Kind.JSON);
        assertThat(publication.payload().contentType()).isEqualTo("application/json");
        assertThat(publication.publishedNanos()).isEqualTo(17);
    }

    @Test
    void publicationsNumberedByOthersKeepTheirIds() {
        Log log = log(UNBOUNDED, history("**", 10));
        log.restart("shared", 40);

        assertThat(log.put(49, publication("news", "a"), publication -> {})).contains(new MessageId("shared", 49));
        assertThat(log.put(57, publication("news", "b"), publication -> {})).contains(new MessageId("shared", 57));

        assertThat(texts(read(log, "news", 49))).containsExactly("b");
        assertThat(log.isComplete(Picked.of("news"), 40)).isTrue();
        assertThat(log.isComplete(Picked.of("news"), 39)).isFalse();
        assertThatThrownBy(() -> log.put(57, publication("news", "c"), publication -> {}))
                .hasMessage("expected a publication behind 57, but was at 57");
    }

    @Test
    void aRestartedLogIsEmptyAndIncompleteBeforeItsStart() {
        Log log = log(UNBOUNDED, history("news", 10), history("sports", 10));
        MessageId before = publish(log, "news", "a");

        log.restart("shared", 3);

        assertThat(log.isOfThisRun(before)).isFalse();
        assertThat(log.messageCount()).isZero();
        assertThat(log.bytes()).isZero();
        for (String topic : List.of("news", "sports")) {
            assertThat(log.isComplete(Picked.of(topic), 2)).isFalse();
            assertThat(log.isComplete(Picked.of(topic), 3)).isTrue();
        }
        assertThatThrownBy(() -> log.restart("again", 2)).hasMessage("expected a restart behind 3, but was at 3");
    }

    @Test
    void aRestoredLastValueIsNotHistory() {
        Log log = log(UNBOUNDED, lastValue("price.*"), history("**", 10));
        log.restart("shared", 40);
        List<Publication> next = new ArrayList<>();

        assertThat(log.restore(7, publication("price.a", "1"), next::add)).contains(new MessageId("shared", 7));
        assertThat(log.restore(40, publication("price.b", "2"), next::add)).contains(new MessageId("shared", 40));
        assertThat(next)
                .extracting(publication -> publication.id().orElseThrow().offset())
                .containsExactly(7L, 40L);
        assertThat(log.newest().offset()).isEqualTo(40);
        assertThat(texts(read(log, "price.a", 0))).containsExactly("1");
        assertThat(log.isComplete(Picked.of("price.a"), 5)).isFalse();
        assertThat(log.isComplete(Picked.of("price.a"), 7))
                .as("nothing came behind it")
                .isTrue();
        assertThat(log.isComplete(Picked.of("price.*"), 39)).isFalse();
        assertThat(log.isComplete(Picked.of("price.c"), 39)).isFalse();

        log.put(49, publication("price.a", "3"), next::add);
        log.put(50, publication("price.b", "4"), next::add);
        assertThat(texts(read(log, "price.*", 0))).containsExactly("3", "4");
        assertThat(log.isComplete(Picked.of("price.a"), 6)).isFalse();
        assertThat(log.isComplete(Picked.of("price.a"), 7)).isTrue();
    }

    @Test
    void onlyLastValuesInOrderAreRestored() {
        Log log = log(UNBOUNDED, lastValue("price.*"), history("news", 10));
        log.restart("shared", 40);

        assertThat(log.restore(7, publication("news", "1"), next -> {})).isEmpty();
        assertThat(log.restore(7, publication("other", "1"), next -> {})).isEmpty();
        log.restore(8, publication("price.a", "1"), next -> {});
        assertThat(log.restore(9, publication("price.a", "2"), next -> {})).isEmpty();
        for (long offset : new long[] {8, 41}) {
            assertThatThrownBy(() -> log.restore(offset, publication("price.b", "2"), next -> {}))
                    .hasMessage("expected a last value behind 8 and up to 40, but was at " + offset);
        }
        assertThat(log.messageCount()).isEqualTo(1);
    }

    @Test
    void lastValuesAreReadAtAnOffsetOfTheSameEpoch() {
        Log log = log(UNBOUNDED, lastValue("price.*"), history("news", 10));
        publish(log, "price.a", "1");
        publish(log, "price.b", "2");
        publish(log, "news", "3");
        publish(log, "price.c", "4");
        publish(log, "price.b", "5");

        List<Remembered> read = new ArrayList<>();
        assertThat(log.readLastValues("epoch", 0, 4, 1, 100, read)).hasValue(3);
        assertThat(log.readLastValues("epoch", 3, 4, 1, 100, read)).hasValue(4);
        assertThat(texts(read)).as("a newer one of price.b comes behind").containsExactly("1", "4");
        assertThat(log.readLastValues("epoch", 4, 100, 9, 100, read)).hasValue(100);
        assertThat(log.readLastValues("other", 0, 4, 1, 100, read)).isEmpty();
        assertThat(texts(read)).containsExactly("1", "4", "5");
    }

    @Test
    void aLaterIdOfAnotherNodeIsValidInASharedOrder() {
        Log log = log(UNBOUNDED, history("**", 10));
        log.restart("shared", 3);

        log.require(new Start.Since(new MessageId("shared", 3 + Log.BEHIND_MAX)));
        assertThatThrownBy(() -> log.require(new Start.Since(new MessageId("shared", 4 + Log.BEHIND_MAX))))
                .isInstanceOf(InvalidStart.class);
    }

    @Test
    void aChangeOfRulesInASharedLogTakesASpareOffset() {
        Log log = log(UNBOUNDED, history("**", 10));
        HistoryRules rules = new HistoryRules(List.of(history("**", 10)));
        log.restart("shared", 3);
        for (int change = 0; change < Log.SPARE_OFFSETS; change++) {
            log.use(rules, from -> {});
        }
        assertThatThrownBy(() -> log.use(rules, from -> {}))
                .hasMessage("expected at most 8 changes of topics between two publications, but was one more;"
                        + " change them again later");

        log.atOnce(() -> log.put(4 + Log.SPARE_OFFSETS, publication("news", "a"), publication -> {}));

        log.use(rules, from -> {});
        assertThat(log.newest().offset()).isEqualTo(5 + Log.SPARE_OFFSETS);
    }

    @Test
    void onlyTopicsWithAHistoryAreRemembered() {
        Log log = log(
                UNBOUNDED, new Rule(new TopicPattern("news.secret"), Optional.empty(), false), history("news.*", 10));

        assertThat(log.remembers(new TopicName("news.today"))).isTrue();
        assertThat(log.remembers(new TopicName("news.secret"))).isFalse();
        assertThat(log.remembers(new TopicName("sports"))).isFalse();
        assertThat(log.append(publication("sports", "a"), publication -> {})).isEmpty();
        assertThat(log.newest().offset()).isZero();
    }

    @Test
    void aTopicThatIsNotRememberedIsNeverComplete() {
        Log log = log(UNBOUNDED, history("news", 10));
        publish(log, "news", "a");

        assertThat(log.isComplete(Picked.of("sports"), 1)).isFalse();
        assertThat(read(log, "sports", 0)).isEmpty();
        assertThat(log.startOfLast(Picked.of("sports"), 10, 1)).isEqualTo(1);
    }

    @Test
    void aTopicAndAPatternAreReadInTheOrderOfIds() {
        Log log = log(UNBOUNDED, history("**", 10));
        publish(log, "news.a", "1");
        publish(log, "sports", "2");
        publish(log, "news.b", "3");
        publish(log, "news.a", "4");

        assertThat(texts(read(log, "news.a", 0))).containsExactly("1", "4");
        assertThat(texts(read(log, "news.*", 0))).containsExactly("1", "3", "4");
        assertThat(texts(read(log, "**", 2))).containsExactly("3", "4");
        assertThat(texts(read(log, "**", 4))).isEmpty();
    }

    @Test
    void aPieceIsBoundedInMessagesAndBytesAndTheNextContinuesAfterIt() {
        Log log = log(UNBOUNDED, history("**", 10));
        for (String text : List.of("aa", "bb", "cc", "dddddddd")) {
            publish(log, "news", text);
        }
        List<Remembered> into = new ArrayList<>();

        assertThat(log.read(Picked.of("**"), 0, 4, 1, 100, into).through()).isEqualTo(1);
        assertThat(log.read(Picked.of("**"), 1, 4, 10, 4, into).through()).isEqualTo(3);
        assertThat(texts(into)).containsExactly("aa", "bb", "cc");
        assertThat(log.read(Picked.of("**"), 3, 4, 10, 4, into).through()).isEqualTo(4);
        assertThat(texts(into)).containsExactly("aa", "bb", "cc", "dddddddd");
    }

    @Test
    void aReaderStopsAtItsLimit() {
        Log log = log(UNBOUNDED, history("**", 10));
        publish(log, "news", "1");
        publish(log, "news", "2");
        List<Remembered> into = new ArrayList<>();

        assertThat(log.read(Picked.of("news"), 0, 1, ALL, UNBOUNDED, into).through())
                .isEqualTo(1);

        assertThat(texts(into)).containsExactly("1");
        assertThatThrownBy(() -> log.read(Picked.of("news"), 0, 3, ALL, UNBOUNDED, into))
                .hasMessage("expected to read up to at most 2, but was 3");
    }

    @Test
    void onePieceSkipsABoundedNumberOfOtherEntries() {
        Log log = log(UNBOUNDED, history("**", ALL));
        for (int i = 0; i < 5_000; i++) {
            publish(log, "others", "");
        }
        publish(log, "news.a", "1");
        List<Remembered> into = new ArrayList<>();

        long through =
                log.read(Picked.of("news.*"), 0, 5_001, ALL, UNBOUNDED, into).through();

        assertThat(through).isEqualTo(4096);
        assertThat(into).isEmpty();
        assertThat(log.read(Picked.of("news.*"), through, 5_001, ALL, UNBOUNDED, into)
                        .through())
                .isEqualTo(5_001);
        assertThat(texts(into)).containsExactly("1");
        // Each of them is compared with both patterns.
        assertThat(log.read(Picked.of("news.*", "chat.*"), 0, 5_001, ALL, UNBOUNDED, into)
                        .through())
                .isEqualTo(2048);
    }

    @Test
    void theOldestOfATopicAreRemovedAboveItsMessagesAndTheGapIsKnown() {
        Log log = log(UNBOUNDED, history("**", 2));
        publish(log, "news", "1");
        publish(log, "news", "2");
        assertThat(log.isComplete(Picked.of("news"), 0)).isTrue();
        assertThat(log.isComplete(Picked.of("*"), 0)).isTrue();

        publish(log, "news", "3");

        assertThat(texts(read(log, "news", 0))).containsExactly("2", "3");
        for (Picked selection : List.of(Picked.of("news"), Picked.of("*"))) {
            assertThat(log.isComplete(selection, 0)).isFalse();
            assertThat(log.isComplete(selection, 1)).isTrue();
            assertThat(log.read(selection, 0, 3, ALL, UNBOUNDED, new ArrayList<>())
                            .loss())
                    .contains(new Loss(1, new TopicPattern("**")));
            assertThat(log.read(selection, 1, 3, ALL, UNBOUNDED, new ArrayList<>())
                            .loss())
                    .isEmpty();
        }
        assertThat(log.isComplete(Picked.of("sports"), 0)).isTrue();
        assertThat(log.isComplete(Picked.of("news.*"), 0)).isTrue();
    }

    @Test
    void theOldestOfATopicAreRemovedAboveItsBytes() {
        Log log = log(UNBOUNDED, rule("**", new HistoryBounds(ALL, 10, Duration.ZERO), false));
        for (String text : List.of("aaaa", "bbbb", "cccc")) {
            publish(log, "news", text);
        }

        assertThat(texts(read(log, "news", 0))).containsExactly("bbbb", "cccc");
    }

    @Test
    void aPublicationLargerThanTheBytesOfItsTopicIsRemovedWithAllBeforeIt() {
        Log log = log(UNBOUNDED, rule("**", new HistoryBounds(ALL, 10, Duration.ZERO), false));
        publish(log, "news", "1");

        assertThat(publish(log, "news", "12345678901").offset()).isEqualTo(2);

        assertThat(read(log, "news", 0)).isEmpty();
        assertThat(log.isComplete(Picked.of("news"), 1)).isFalse();
        assertThat(log.isComplete(Picked.of("*"), 1)).isFalse();
        assertThat(log.isComplete(Picked.of("news"), 2)).isTrue();
        publish(log, "news", "3");
        assertThat(texts(read(log, "news", 0))).containsExactly("3");
    }

    @Test
    void oldPublicationsAreRemovedWithinTenSeconds() {
        Log log = log(UNBOUNDED, rule("**", new HistoryBounds(ALL, UNBOUNDED, Duration.ofMinutes(1)), false));
        publish(log, "news", "1");
        nanos += Duration.ofSeconds(30).toNanos();
        publish(log, "news", "2");
        publish(log, "sports", "3");

        nanos += Duration.ofSeconds(31).toNanos();
        expireForTenSeconds(log);
        assertThat(texts(read(log, "**", 0))).containsExactly("2", "3");
        assertThat(log.isComplete(Picked.of("news"), 0)).isFalse();
        assertThat(log.isComplete(Picked.of("sports"), 0)).isTrue();

        nanos += Duration.ofSeconds(30).toNanos();
        expireForTenSeconds(log);
        assertThat(read(log, "**", 0)).isEmpty();
        assertThat(log.messageCount()).isZero();
        assertThat(log.topicCount()).isZero();
        assertThat(log.isComplete(Picked.of("**"), 2)).isFalse();
        assertThat(log.isComplete(Picked.of("news"), 2)).isTrue();
    }

    @Test
    void aLastValueIsKeptRegardlessOfItsAgeAndSize() {
        Log log = log(UNBOUNDED, rule("**", new HistoryBounds(10, 10, Duration.ofMinutes(1)), true));
        publish(log, "news", "1");
        publish(log, "news", "12345678901");

        nanos += Duration.ofDays(1).toNanos();
        expireForTenSeconds(log);

        assertThat(texts(read(log, "news", 0))).containsExactly("12345678901");
        assertThat(log.isComplete(Picked.of("news"), 1)).isTrue();
    }

    @Test
    void aSelectionMayChooseOnlyLastValues() {
        Log log = log(UNBOUNDED, rule("prices.*", HistoryBounds.NEWEST, true), history("**", 10));
        publish(log, "prices.a", "1");
        publish(log, "prices.b", "2");
        publish(log, "news.a", "3");
        publish(log, "prices.a", "4");

        List<Remembered> into = new ArrayList<>();
        log.read(Picked.of("*.*").onlyLastValuesThrough(4), 0, 4, ALL, UNBOUNDED, into);

        assertThat(texts(into)).containsExactly("2", "4");
    }

    @Test
    void theOldestPublicationIsRemovedWhenTheLogExceedsItsBytes() {
        Log log = log(4_000, history("**", ALL));
        publish(log, "old", "1");
        for (int i = 2; i <= 50; i++) {
            publish(log, "news", "" + i);
            assertThat(log.bytes()).isLessThanOrEqualTo(4_000);
        }

        assertThat(read(log, "old", 0)).isEmpty();
        assertThat(read(log, "news", 0)).hasSizeBetween(20, 40);
        assertThat(log.isComplete(Picked.of("old"), 0)).isFalse();
        assertThat(log.isComplete(Picked.of("old"), 1)).isTrue();
        assertThat(log.isComplete(Picked.of("news"), 2)).isFalse();
    }

    @Test
    void lastValuesAreRemovedIfNothingElseIsLeft() {
        Log log = log(4_000, rule("prices.*", HistoryBounds.NEWEST, true), history("**", ALL));
        publish(log, "prices.a", "1");
        for (int i = 2; i <= 50; i++) {
            publish(log, "news", "" + i);
        }
        assertThat(texts(read(log, "prices.*", 0))).containsExactly("1");

        for (int i = 51; i <= 100; i++) {
            publish(log, "prices." + i, "" + i);
        }
        assertThat(read(log, "news", 0)).isEmpty();
        assertThat(read(log, "prices.*", 0)).hasSizeBetween(5, 20);
        assertThat(texts(read(log, "prices.*", 0))).doesNotContain("1").endsWith("99", "100");
        assertThat(log.bytes()).isLessThanOrEqualTo(4_000);
        assertThat(log.isComplete(Picked.of("prices.*"), 0)).isFalse();
    }

    @Test
    void aPublicationLargerThanTheLogIsRemovedAtOnceAndOthersStay() {
        Log log = log(4_000, history("**", ALL));
        publish(log, "sports", "1");
        publish(log, "news", "2");

        assertThat(publish(log, "news", "x".repeat(4_000)).offset()).isEqualTo(3);

        assertThat(texts(read(log, "**", 0))).containsExactly("1");
        assertThat(log.isComplete(Picked.of("news"), 2)).isFalse();
        assertThat(log.isComplete(Picked.of("sports"), 0)).isTrue();
    }

    @Test
    void contentTypesAreKeptAndUnusualOnesCount() {
        Log log = log(UNBOUNDED, history("**", ALL));
        publish(log, "news", "");
        long before = log.bytes();
        String type = "text/" + "x".repeat(1_000);

        for (int i = 0; i < 2; i++) {
            Payload payload = new Payload(Payload.Kind.TEXT, new String(type), new byte[0]);
            log.append(new Publication(new TopicName("news"), payload, 0), publication -> {});
        }

        List<Remembered> entries = read(log, "news", 0);
        assertThat(entries.get(1).payload().contentType()).isEqualTo(type);
        assertThat(entries.get(2).payload().contentType())
                .isSameAs(entries.get(1).payload().contentType());
        assertThat(log.bytes() - before).isGreaterThan(2_000);
    }

    @Test
    void aPatternIsCompleteIfOnlyATopicOfAnotherRuleIsForgotten() {
        Log log = log(
                3_000,
                history("news.*", 1),
                rule("chat.*", new HistoryBounds(ALL, UNBOUNDED, Duration.ofMinutes(1)), false));
        publish(log, "news.a", "");
        for (int i = 0; i < 5; i++) {
            publish(log, "chat." + i, "");
        }
        nanos += Duration.ofMinutes(2).toNanos();
        expireForTenSeconds(log);

        assertThat(log.messageCount()).isEqualTo(1);
        assertThat(log.isComplete(Picked.of("news.*"), 0)).isTrue();
        assertThat(log.isComplete(Picked.of("**"), 0)).isFalse();
        assertThat(log.isComplete(Picked.of("chat.never"), 0)).isFalse();
        assertThat(log.isComplete(Picked.of("chat.never"), 6)).isTrue();
    }

    @Test
    void aQuietTopicIsCompleteIfOnlyOthersOfItsRuleAreRemoved() {
        Log log = log(100_000, rule("chat.*", new HistoryBounds(ALL, UNBOUNDED, Duration.ofMinutes(1)), false));
        publish(log, "chat.quiet", "");
        for (int i = 0; i < 5; i++) {
            publish(log, "chat." + i, "");
        }
        nanos += Duration.ofMinutes(2).toNanos();
        expireForTenSeconds(log);

        assertThat(log.messageCount()).isZero();
        assertThat(log.isComplete(Picked.of("chat.quiet"), 1)).isTrue();
        assertThat(log.isComplete(Picked.of("chat.4"), 5)).isFalse();
        assertThat(log.isComplete(Picked.of("chat.never"), 0)).isTrue();
    }

    @Test
    void manyTopicsStayWithinTheBytesOfTheLog() {
        Log log = log(100_000, rule("**", new HistoryBounds(ALL, UNBOUNDED, Duration.ofSeconds(1)), false));
        for (int i = 0; i < 10_000; i++) {
            publish(log, "topic." + i, "");
        }
        assertThat(log.bytes()).isLessThanOrEqualTo(100_000);
        assertThat(log.topicCount()).isBetween(100L, 1_000L);

        nanos += Duration.ofMinutes(1).toNanos();
        expireForTenSeconds(log);

        assertThat(log.topicCount()).isZero();
        assertThat(log.bytes()).isLessThanOrEqualTo(100_000 / 16);
        assertThat(log.isComplete(Picked.of("topic.0"), 0)).isFalse();
    }

    @Test
    void theStartOfTheLastPublicationsIsFoundByTheirNumber() {
        Log log = log(UNBOUNDED, history("**", 10));
        publish(log, "news", "1");
        publish(log, "sports", "2");
        publish(log, "news", "3");
        publish(log, "sports", "4");
        publish(log, "news", "5");

        assertThat(log.startOfLast(Picked.of("news"), 2, 5)).isEqualTo(2);
        assertThat(log.startOfLast(Picked.of("news"), 2, 4)).isZero();
        assertThat(log.startOfLast(Picked.of("*"), 2, 5)).isEqualTo(3);
        assertThat(log.startOfLast(Picked.of("*"), 100, 5)).isZero();
        assertThat(log.startOfLast(Picked.of("chat"), 100, 5)).isEqualTo(5);
    }

    @Test
    void theLastPublicationsAreFoundBeforeManyNewerOnesOfFewTopics() {
        Log log = log(UNBOUNDED, history("**", ALL));
        for (int i = 0; i < 30; i++) {
            publish(log, "news." + i % 3, "");
        }
        for (int i = 0; i < 100_000; i++) {
            publish(log, "others", "");
        }

        assertThat(log.startOfLast(Picked.of("news.*"), 10, 100_030)).isEqualTo(20);
        assertThat(log.startOfLast(Picked.of("news.*"), 10, 25)).isEqualTo(15);
        assertThat(log.startOfLast(Picked.of("news.*"), 10_000, 100_030)).isZero();
        assertThat(log.startOfLast(Picked.of("nothing.*"), 10, 100_030)).isEqualTo(100_030);
        assertThat(log.startOfLast(Picked.of("**"), 10_000, 100_030)).isEqualTo(90_030);
    }

    @Test
    void theSearchForTheLastPublicationsIsLimitedAmongManyTopics() {
        Log log = log(UNBOUNDED, history("**", ALL));
        publish(log, "news.far", "");
        for (int i = 0; i < 20_000; i++) {
            publish(log, "others." + i % (Log.TOPICS_EXAMINED_MAX + 1), "");
        }
        publish(log, "news.near", "");

        assertThat(log.startOfLast(Picked.of("news.*"), 10, 20_002)).isEqualTo(20_001);
        assertThat(log.startOfLast(Picked.of("news.far"), 10, 20_002)).isZero();
    }

    private Log log(long bytesMax, Rule... rules) {
        return new Log(new HistoryRules(List.of(rules)), bytesMax, "epoch", () -> nanos);
    }

    private static Rule history(String pattern, int messages) {
        return rule(pattern, new HistoryBounds(messages, UNBOUNDED, Duration.ZERO), false);
    }

    private static Rule lastValue(String pattern) {
        return rule(pattern, HistoryBounds.NEWEST, true);
    }

    private static Rule rule(String pattern, HistoryBounds bounds, boolean lastValue) {
        return new Rule(new TopicPattern(pattern), Optional.of(bounds), lastValue);
    }

    private static MessageId publish(Log log, String topic, String text) {
        return log.append(publication(topic, text), publication -> {}).orElseThrow();
    }

    private static Publication publication(String topic, String text) {
        return new Publication(new TopicName(topic), Payload.text(text.getBytes(UTF_8)), 0);
    }

    private static void expireForTenSeconds(Log log) {
        for (int second = 0; second < 10; second++) {
            log.expire();
        }
    }

    private static List<Remembered> read(Log log, String pattern, long after) {
        List<Remembered> into = new ArrayList<>();
        long upTo = log.newest().offset();
        assertThat(log.read(Picked.of(pattern), after, upTo, ALL, UNBOUNDED, into)
                        .through())
                .isEqualTo(upTo);
        return into;
    }

    private static List<String> texts(List<Remembered> entries) {
        return entries.stream()
                .map(entry -> new String(entry.payload().bytes(), UTF_8))
                .toList();
    }
}
