package dev.carillon.log;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/** Which publications a reader reads from the log. */
public interface Selection {
    /**
     * The selected topics, each once, if they are known: the log then reads only these. Empty if any topic may match.
     */
    List<TopicName> topics();

    /**
     * The number of patterns with which an entry is compared at most. The more there are, the fewer entries the log
     * examines in one call.
     */
    default int patternCount() {
        return 1;
    }

    /**
     * Whether the reader misses something if a publication to one of these topics was removed from the log. It may be
     * wrongly true.
     *
     * @param offset of the newest removed publication
     */
    default boolean mayMiss(TopicPattern topics, long offset) {
        return true;
    }

    /**
     * Whether the reader misses something if publications to this topic were removed from the log. It may be wrongly
     * true.
     *
     * @param offset of the newest removed publication; older ones were removed before it
     */
    default boolean misses(TopicName topic, long offset) {
        return matches(topic, offset, false);
    }

    /**
     * Up to this offset the reader takes only last values. The log skips whole segments without one, instead of calling
     * {@link #matches} for each entry.
     */
    default long lastValuesThrough() {
        return 0;
    }

    /**
     * Whether the reader takes this publication. The log calls it for publications that it has and that it has removed.
     *
     * @param offset its place in the order
     * @param lastValue whether it is the newest publication of a topic that has a last value
     */
    boolean matches(TopicName topic, long offset, boolean lastValue);
}
