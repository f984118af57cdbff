package dev.carillon.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hub.PatternCount;
import dev.carillon.stats.Census.Found;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CensusTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void subscribersOfAllLoopsAreAddedAndPublicationsAreNot() {
        Census first = Census.of(List.of(List.of(count("a", 1, 10)), List.of()), Census.NONE, 0);
        Census census = Census.of(
                List.of(List.of(count("a", 2, 30)), List.of(count("a", 3, 5), count("b.*", 1, 4))), first, 2 * SECOND);
        assertThat(census.find(all -> true, TopicFigures.BY_SUBSCRIBERS, 10).topics())
                .containsExactly(
                        new TopicFigures(new TopicPattern("a"), 5, 30, OptionalDouble.of(10)),
                        new TopicFigures(new TopicPattern("b.*"), 1, 4, OptionalDouble.of(2)));
    }

    @Test
    void aCountThatRestartsOrOverflowsDoesNotCauseAHugeRate() {
        Census first = Census.of(
                List.of(List.of(count("anew", 1, 1000), count("over", 1, Integer.MAX_VALUE - 1))), Census.NONE, 0);
        Census census = Census.of(
                List.of(List.of(count("anew", 1, 7), count("over", 1, Integer.MIN_VALUE + 1))), first, SECOND);
        assertThat(census.find(all -> true, TopicFigures.BY_RATE, 10).topics())
                .extracting(TopicFigures::perSecond)
                .containsExactly(OptionalDouble.of(7), OptionalDouble.of(3));
    }

    @Test
    void withoutAnEarlierCountThereIsNoRate() {
        List<List<PatternCount>> counts = List.of(List.of(count("a", 1, 10)));
        Census first = Census.of(counts, Census.NONE, 0);
        for (Census census : List.of(first, Census.of(counts, first, SECOND / 10))) {
            assertThat(census.find(all -> true, TopicFigures.BY_RATE, 1)
                            .topics()
                            .getFirst()
                            .perSecond())
                    .isEmpty();
        }
    }

    /** Compares with a sort of all. */
    @Test
    void theFirstOfManyTopicsAreFound() {
        Random random = new Random(17);
        List<PatternCount> counts = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            counts.add(count("topic." + i, 1 + random.nextInt(50), 0));
        }
        Census census = Census.of(List.of(counts), Census.NONE, 0);
        Found found = census.find(topic -> topic.value().contains("7"), TopicFigures.BY_SUBSCRIBERS, 100);
        List<String> sorted = counts.stream()
                .filter(count -> count.pattern().value().contains("7"))
                .sorted(Comparator.comparingLong(PatternCount::subscribers)
                        .reversed()
                        .thenComparing(count -> count.pattern().value()))
                .map(count -> count.pattern().value())
                .toList();
        assertThat(found.topics()).extracting(TopicFigures::name).isEqualTo(sorted.subList(0, 100));
        assertThat(found.count()).isEqualTo(sorted.size()).isGreaterThan(40_000);
    }

    private static PatternCount count(String pattern, long subscribers, int published) {
        return new PatternCount(new TopicPattern(pattern), subscribers, published);
    }
}
