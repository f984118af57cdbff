package dev.carillon.stats;

import dev.carillon.topic.TopicName;

/** The topics on which a node publishes for operators. */
public final class ServiceTopics {
    /** The figures of the node, each second. */
    public static final TopicName STATS = new TopicName("$stats");

    /** The topics with the most subscribers and the most publications, each second or less often. */
    public static final TopicName TOPICS = new TopicName("$topics");

    private ServiceTopics() {}
}
