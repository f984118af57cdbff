package dev.carillon.topic;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The topics of one publication that goes to several.
 *
 * @param names 1 to {@link #MOST}, no two the same
 */
public record TopicList(List<TopicName> names) {
    public static final int MOST = 100;

    /** @throws InvalidTopic when these are too many, too few, or one is there twice */
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
