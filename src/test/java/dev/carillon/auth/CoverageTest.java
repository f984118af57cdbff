package dev.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pattern is covered exactly if each topic that it matches is matched by a permitted pattern. */
class CoverageTest {
    private static final BitSet NONE = new BitSet();

    private static boolean isCovered(String pattern, String permitted) {
        return Coverage.isCovered(
                new TopicPattern(pattern),
                Stream.of(permitted.split(" ")).map(TopicPattern::new).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "news.a, news.*",
        "news.*, news.**",
        "news.**, news.**",
        "news.a.**, news.**",
        "**, **",
        "**, * *.**",
        "a.**, a.* a.*.**",
        "a.**, a.* a.*.* a.*.*.**",
        "*.b.**, *.b.* *.*.*.**",
        "a.*, b a.*",
        "$stats, $stats",
        "$stats, $**",
        "$a.**, $**",
        "$**, $**",
        "$a.**, $a.* $a.*.**",
    })
    void patternsTogetherCoverAPattern(String pattern, String permitted) {
        assertThat(isCovered(pattern, permitted)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "**, *",
        "**, *.**",
        "news.**, news.*",
        "news.**, news.a.** news.b.**",
        "news.*, news.a news.b",
        "news.*, news",
        "news.*, News.*",
        "*.a, b.a",
        "a.**, a.* a.*.*",
        "a.**, a.* a.*.*.**",
        "straße.*, STRASSE.*",
        "$stats, **",
        "$stats, * *.**",
        "$a.*, *.*",
        "$**, **",
        "$**, $a $a.** **",
        "**, $**",
        "stats, $**",
    })
    void patternsThatMissATopicDoNotCoverAPattern(String pattern, String permitted) {
        assertThat(isCovered(pattern, permitted)).isFalse();
    }

    @Test
    void noPatternIsCoveredByAnEmptyList() {
        assertThat(Coverage.isCovered(new TopicPattern("a"), List.of())).isFalse();
        assertThat(Coverage.isCovered(new TopicPattern("**"), List.of())).isFalse();
    }

    /**
     * Compares with the matcher: patterns of up to four segments, and all topics of up to five, with two texts that are
     * in no pattern. Longer topics are matched by the same patterns.
     */
    @Test
    void coverageAgreesWithTheMatcherOnEveryTopic() {
        List<TopicPattern> patterns = patterns();
        Map<TopicPattern, BitSet> matched = matched(patterns, topics());
        Random random = new Random(16);
        int covered = 0;
        int together = 0;
        for (int i = 0; i < 40_000; i++) {
            TopicPattern pattern = patterns.get(random.nextInt(patterns.size()));
            List<TopicPattern> permitted = new ArrayList<>();
            BitSet left = new BitSet();
            left.or(matched.getOrDefault(pattern, NONE));
            for (int n = random.nextInt(6); n > 0; n--) {
                TopicPattern one = patterns.get(random.nextInt(patterns.size()));
                permitted.add(one);
                left.andNot(matched.getOrDefault(one, NONE));
            }
            assertThat(Coverage.isCovered(pattern, permitted))
                    .as("%s by %s", pattern, permitted)
                    .isEqualTo(left.isEmpty());
            covered += left.isEmpty() ? 1 : 0;
            together += left.isEmpty() && permitted.stream().noneMatch(one -> one.covers(pattern)) ? 1 : 0;
        }
        assertThat(covered).isGreaterThan(2_000);
        assertThat(together).as("by several that cover it only together").isGreaterThan(20);
    }

    private static List<TopicPattern> patterns() {
        List<String> texts = texts(3, "a", "$b", "*").toList();
        return Stream.concat(Stream.of("**", "$**"), texts.stream().flatMap(text -> Stream.of(text, text + ".**")))
                .map(TopicPattern::new)
                .toList();
    }

    private static List<TopicName> topics() {
        return texts(5, "a", "$b", "z", "$z").map(TopicName::new).toList();
    }

    private static Map<TopicPattern, BitSet> matched(List<TopicPattern> patterns, List<TopicName> topics) {
        Map<TopicPattern, BitSet> matched = new HashMap<>();
        for (TopicPattern pattern : patterns) {
            BitSet bits = new BitSet(topics.size());
            for (int i = 0; i < topics.size(); i++) {
                bits.set(i, pattern.matches(topics.get(i)));
            }
            matched.put(pattern, bits);
        }
        return matched;
    }

    /** All texts of one to {@code segments} segments. */
    private static Stream<String> texts(int segments, String... alphabet) {
        Stream<String> ones = Stream.of(alphabet);
        return segments == 1
                ? ones
                : Stream.concat(
                        ones,
                        Stream.of(alphabet)
                                .flatMap(first -> texts(segments - 1, alphabet).map(rest -> first + "." + rest)));
    }
}
