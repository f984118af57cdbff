package dev.carillon.log;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/** What one reader reads from the log. */
public interface Selection {
    /** The topics that this is about, each once, where they are known: then the log looks at no other. Empty for any. */
    List<TopicName> topics();

    /** How many patterns an entry is compared with at most; of a reader of many, fewer entries are looked at in one go. */
    default int patternCount() {
        return 1;
    }

    /**
     * Whether the reader misses something where a publication to one of these topics has left the log. It may be wrongly
     * true.
     *
     * @param offset of the newest one that has left
     */
    default boolean mayMiss(TopicPattern topics, long offset) {
        return true;
    }

    /**
     * Whether the reader misses something where publications to this topic have left the log. It may be wrongly true.
     *
     * @param offset of the newest one that has left; older ones have left before it
     */
    default boolean misses(TopicName topic, long offset) {
        return wants(topic, offset, false);
    }

    /**
     * Up to this offset the reader takes last values alone. The log passes over parts that hold none at once, instead of
     * asking {@link #wants} for each entry.
     */
    default long lastValuesThrough() {
        return 0;
    }

    /**
     * Whether the reader takes this publication, which the log may hold or have removed.
     *
     * @param offset its place in the order
     * @param lastValue whether it is the newest publication of a topic that has a last value
     */
    boolean wants(TopicName topic, long offset, boolean lastValue);
}
