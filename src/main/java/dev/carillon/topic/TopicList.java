package dev.carillon.topic;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The topics of one publication to several topics.
 *
 * @param names 1 to {@link #MOST} different names
 */
public record TopicList(List<TopicName> names) {
    public static final int MOST = 100;

    /**
     * @throws InvalidTopic when there are too many or too few, or one twice
     */
    public TopicList {
        names = List.copyOf(names);
        if (names.isEmpty() || names.size() > MOST) {
            throw new InvalidTopic("expected 1 to " + MOST + " topics, but were " + names.size());
        }
        Set<TopicName> seen = new HashSet<>();
        for (TopicName name : names) {
            if (!seen.add(name)) {
                throw new InvalidTopic("expected each topic once, but '" + name + "' is there twice");
            }
        }
    }
}
