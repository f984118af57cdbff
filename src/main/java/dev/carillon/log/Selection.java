package dev.carillon.log;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.Optional;

/** What one reader reads from the log. */
public interface Selection {
    /** The one topic that this is about, where it is one: then the log looks at no other. */
    Optional<TopicName> onlyTopic();

    /** Whether the reader reads this topic at all. */
    boolean matches(TopicName topic);

    /**
     * Whether any topic of these can match. It may be wrongly true; then what left the log of topics of a rule that the
     * selection does not concern makes it incomplete.
     */
    default boolean mayMatch(TopicPattern topics) {
        return true;
    }

    /**
     * Up to this offset the reader wants last values alone. The log passes over parts that hold none at once, instead of
     * asking {@link #wants} for each entry.
     */
    default long lastValuesThrough() {
        return 0;
    }

    /**
     * Whether the reader wants this very publication.
     *
     * @param offset its place in the order
     * @param lastValue whether it is the newest of a topic that has a last value
     */
    boolean wants(TopicName topic, long offset, boolean lastValue);
}
