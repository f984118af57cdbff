package dev.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatternTreeTest {
    private final PatternTree tree = new PatternTree();

    @Test
    void eachMatchingPatternIsFoundOnce() {
        List.of("a.*", "a.**", "*.b", "**", "a.b.*", "b.*").forEach(pattern -> tree.add(new TopicPattern(pattern)));

        assertThat(found("a.b")).containsExactlyInAnyOrder("a.*", "a.**", "*.b", "**");
        assertThat(found("a")).containsExactly("**");
        assertThat(found("a.b.c")).containsExactlyInAnyOrder("a.**", "a.b.*", "**");
    }

    @Test
    void topicsOfTheServiceAreMatchedOnlyByPatternsOfTheService() {
        List.of("*", "**", "*.b", "$**", "$a.*", "$a.**", "$c.*")
                .forEach(pattern -> tree.add(new TopicPattern(pattern)));

        assertThat(found("$a.b")).containsExactlyInAnyOrder("$**", "$a.*", "$a.**");
        assertThat(found("$stats")).containsExactly("$**");
        assertThat(found("a.b")).containsExactlyInAnyOrder("**", "*.b");
    }

    @Test
    void removedPatternsLeaveNothing() {
        tree.add(new TopicPattern("a.*"));
        tree.add(new TopicPattern("a.*.c"));
        tree.remove(new TopicPattern("a.*"));

        assertThat(found("a.b")).isEmpty();
        assertThat(found("a.b.c")).containsExactly("a.*.c");

        tree.remove(new TopicPattern("never.*"));
        tree.remove(new TopicPattern("a.*.c"));
        assertThat(tree.isEmpty()).isTrue();
    }

    @Test
    void theTreeAgreesWithTheMatcherOfEachPattern() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Set<TopicPattern> patterns = new HashSet<>();
        for (int round = 0; round < 20_000; round++) {
            TopicPattern pattern =
                    new TopicPattern(segments(random, "a", "$b", "*") + (random.nextInt(4) == 0 ? ".**" : ""));
            if (random.nextBoolean()) {
                patterns.add(pattern);
                tree.add(pattern);
            } else {
                patterns.remove(pattern);
                tree.remove(pattern);
            }
            TopicName topic = new TopicName(segments(random, "a", "$b", "c"));
            assertThat(found(topic.value()))
                    .as("seed %d, round %d, topic %s", seed, round, topic)
                    .containsExactlyInAnyOrderElementsOf(patterns.stream()
                            .filter(candidate -> candidate.matches(topic))
                            .map(TopicPattern::value)
                            .toList());
        }
    }

    private List<String> found(String topic) {
        List<TopicPattern> found = new ArrayList<>();
        tree.collect(new TopicName(topic), found);
        return found.stream().map(TopicPattern::value).toList();
    }

    private static String segments(Random random, String... choices) {
        List<String> segments = new ArrayList<>();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            segments.add(choices[random.nextInt(choices.length)]);
        }
        return String.join(".", segments);
    }
}
