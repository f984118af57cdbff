package dev.carillon.endpoint;

import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult;
import dev.carillon.topic.TopicName;

/** Takes what a peer publishes to wherever subscribers are. */
public interface Publisher {
    /** What becomes of it: once it is taken, no loop of this node refuses it. */
    PublishResult publish(TopicName topic, Payload payload);
}
