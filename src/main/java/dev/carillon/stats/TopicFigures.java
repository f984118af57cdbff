package dev.carillon.stats;

import dev.carillon.topic.TopicPattern;
import java.util.Comparator;
import java.util.OptionalDouble;

/**
 * A topic or pattern with a subscriber on the node.
 *
 * @param published the publications that reached it, modulo 2^32, on the loop that received the most
 * @param perSecond the recent rate of publications; empty if it was not counted before
 */
public record TopicFigures(TopicPattern topic, long subscribers, int published, OptionalDouble perSecond) {
    static final Comparator<TopicFigures> BY_SUBSCRIBERS =
            Comparator.comparingLong(TopicFigures::subscribers).reversed().thenComparing(TopicFigures::name);

    static final Comparator<TopicFigures> BY_RATE = Comparator.<TopicFigures>comparingDouble(
                    figures -> figures.perSecond().orElse(0))
            .reversed()
            .thenComparing(BY_SUBSCRIBERS);

    String name() {
        return topic.value();
    }
}
