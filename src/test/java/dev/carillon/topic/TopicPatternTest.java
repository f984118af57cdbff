package dev.carillon.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTest {
    @ParameterizedTest
    @CsvSource({
        "news, news",
        "news.sports, news.sports",
        "*, news",
        "news.*, news.sports",
        "*.sports, news.sports",
        "*.*, news.sports",
        "news.*.tennis, news.sports.tennis",
        "**, news",
        "**, news.sports.tennis",
        "news.**, news.sports",
        "news.**, news.sports.tennis",
        "*.**, news.sports.tennis",
        "$stats, $stats",
        "$a.*, $a.b",
        "$a.**, $a.b.c",
        "$**, $stats",
        "$**, $a.b.c",
        "a.*, a.$b",
        "*.**, a.$b.c",
    })
    void aPatternMatchesATopic(String pattern, String topic) {
        assertThat(new TopicPattern(pattern).matches(new TopicName(topic))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "news, new",
        "new, news",
        "news, news.sports",
        "news.sports, news",
        "news.sports, news.sport",
        "*, news.sports",
        "*.*, news",
        "*.*, news.sports.tennis",
        "news.*, weather.sports",
        "news.*.tennis, news.sports.golf",
        "news.**, news",
        "news.**, newsletter.a",
        "*.**, news",
        "a.bc, ab.c",
        "*, $stats",
        "**, $stats",
        "**, $a.b",
        "*.b, $a.b",
        "$**, stats",
        "$**, a.$b",
        "$a.*, $b.c",
        "$a.**, $a",
    })
    void aPatternDoesNotMatchATopic(String pattern, String topic) {
        assertThat(new TopicPattern(pattern).matches(new TopicName(topic))).isFalse();
    }

    /**
     * Compares with the matcher: all patterns of up to three segments, on topics with one segment and one text more.
     */
    @Test
    void aPatternCoversAnotherWhenItMatchesAllOfItsTopics() {
        List<TopicName> topics =
                texts(4, List.of("a", "$b", "c", "$c")).map(TopicName::new).toList();
        List<TopicPattern> patterns = Stream.concat(
                        texts(3, List.of("a", "$b", "*")),
                        Stream.concat(
                                Stream.of("**", "$**"),
                                texts(2, List.of("a", "$b", "*")).map(text -> text + ".**")))
                .map(TopicPattern::new)
                .toList();
        for (TopicPattern one : patterns) {
            for (TopicPattern other : patterns) {
                assertThat(one.covers(other))
                        .as("%s covers %s", one, other)
                        .isEqualTo(topics.stream().filter(other::matches).allMatch(one::matches));
            }
        }
    }

    /** All texts of one to {@code segments} segments. */
    private static Stream<String> texts(int segments, List<String> of) {
        return segments == 1
                ? of.stream()
                : Stream.concat(
                        of.stream(),
                        texts(segments - 1, of).flatMap(rest -> of.stream().map(first -> first + "." + rest)));
    }

    @ParameterizedTest
    @CsvSource({
        "news, news",
        "news, *",
        "*.a, news.*",
        "news.**, *.a",
        "news.**, news.a.b",
        "**, news",
        "**, **",
        "a.*.c, a.b.*",
        "a.**, *.b.**",
    })
    void patternsMeetWhenATopicCanMatchBoth(String one, String other) {
        assertThat(new TopicPattern(one).meets(new TopicPattern(other))).isTrue();
        assertThat(new TopicPattern(other).meets(new TopicPattern(one))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "news, sports",
        "news.*, sports.*",
        "news.*, *",
        "news.**, news",
        "news.**, *",
        "a.*.c, a.b.d",
        "a.*.c, a.*",
        "*.**, news",
    })
    void patternsDoNotMeetWhenNoTopicCanMatchBoth(String one, String other) {
        assertThat(new TopicPattern(one).meets(new TopicPattern(other))).isFalse();
        assertThat(new TopicPattern(other).meets(new TopicPattern(one))).isFalse();
    }

    @Test
    void aNameIsAPatternWithoutWildcards() {
        assertThat(TopicPattern.of(new TopicName("news.sports"))).isEqualTo(new TopicPattern("news.sports"));
        assertThat(new TopicPattern("news.sports").hasWildcards()).isFalse();
        assertThat(new TopicPattern("news.*").hasWildcards()).isTrue();
        assertThat(new TopicPattern("**").hasWildcards()).isTrue();
    }

    @Test
    void aPatternFollowsTheRuleOfTopicsExceptForWildcards() {
        assertRefused("", "'': segment 1 is empty");
        assertRefused("a..*", "'a..*': segment 2 is empty");
        assertRefused("a.b c", "'a.b c': segment 2 contains a space");
        assertRefused("a.#", "'a.#': segment 2 contains #");
        assertRefused("x".repeat(300), "'" + "x".repeat(64) + "…': it has 300 bytes");
    }

    @Test
    void aWildcardIsAWholeSegmentAndTwoStarsAreTheLast() {
        assertRefused("news.sp*", "'news.sp*': segment 2 contains *");
        assertRefused("news.***", "'news.***': segment 2 contains *");
        assertRefused("**.news", "'**.news': segment 1 is ** but not the last");
        assertRefused("a.**.**", "'a.**.**': segment 2 is ** but not the last");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> new TopicPattern(text))
                .isInstanceOf(InvalidTopic.class)
                .hasMessage("pattern must be 1 to 255 bytes of dot-separated segments without > # / ? , or spaces,"
                        + " where a segment may be * and the last may be **, was " + message);
    }
}
