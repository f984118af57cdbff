package dev.carillon.stats;

import dev.carillon.topic.TopicPattern;
import java.util.Comparator;
import java.util.function.Predicate;

/**
 * A request for topics. Topics of the service are included only if the prefix begins with {@code $}.
 *
 * @param prefix the beginning of their text; may be empty
 * @param contains a part of their text; may be empty
 * @param permitted the topics that the client may subscribe to
 * @param limit the most topics to return, at least 1
 */
public record TopicQuery(String prefix, String contains, Predicate<TopicPattern> permitted, Order order, int limit) {
    /** The order of the topics. */
    public enum Order {
        SUBSCRIBERS,
        RATE,
        NAME;

        Comparator<TopicFigures> comparator() {
            return switch (this) {
                case SUBSCRIBERS -> TopicFigures.BY_SUBSCRIBERS;
                case RATE -> TopicFigures.BY_RATE;
                case NAME -> Comparator.comparing(TopicFigures::name);
            };
        }
    }

    boolean matches(TopicPattern topic) {
        String text = topic.value();
        return text.startsWith(prefix)
                && text.contains(contains)
                && (!topic.isOfTheService() || prefix.startsWith("$"))
                && permitted.test(topic);
    }
}
