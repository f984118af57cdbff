package dev.carillon.log;

import dev.carillon.topic.TopicName;
import java.util.Optional;

/** What one reader reads from the log. */
public interface Selection {
    /** The one topic that this is about, where it is one: then the log looks at no other. */
    Optional<TopicName> onlyTopic();

    /** Whether the reader reads this topic at all. */
    boolean matches(TopicName topic);

    /**
     * Whether the reader wants this very publication.
     *
     * @param offset its place in the order
     * @param lastValue whether it is the newest of a topic that has a last value
     */
    boolean wants(TopicName topic, long offset, boolean lastValue);
}
