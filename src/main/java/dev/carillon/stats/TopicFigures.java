package dev.carillon.stats;

import dev.carillon.topic.TopicPattern;
import java.util.Comparator;
import java.util.OptionalDouble;

/**
 * A topic or pattern that somebody on the node subscribes to.
 *
 * @param published how many publications have come to it, modulo 2^32; of the loop to which the most have come
 * @param perSecond how many of late; empty where it was not counted before
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
