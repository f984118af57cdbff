package dev.carillon.stats;

import dev.carillon.topic.TopicPattern;
import java.util.Comparator;
import java.util.function.Predicate;

/**
 * The topics that a client requests. Topics of the service are included only if the prefix begins with {@code $}.
 *
 * @param prefix with which their text begins; may be empty
 * @param contains what their text contains; may be empty
 * @param permitted which of them the client may subscribe to
 * @param limit 1 or more of them
 */
public record TopicQuery(String prefix, String contains, Predicate<TopicPattern> permitted, Order order, int limit) {
    /** Which of them come first. */
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
