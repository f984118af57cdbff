package dev.carillon.stats;

import dev.carillon.topic.TopicName;

/** The topics that a node publishes to, for its operators. */
public final class ServiceTopics {
    /** Each second, the figures of the node. */
    public static final TopicName STATS = new TopicName("$stats");

    /** Each second or less often, the topics with the most subscribers and the most publications. */
    public static final TopicName TOPICS = new TopicName("$topics");

    private ServiceTopics() {}
}
