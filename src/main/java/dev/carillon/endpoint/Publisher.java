package dev.carillon.endpoint;

import dev.carillon.publication.Payload;
import dev.carillon.publication.TopicName;

/** Takes what a peer publishes to wherever subscribers are. */
public interface Publisher {

    /** Whether it was taken; not so when more is pending already than the node will hold. */
    boolean publish(TopicName topic, Payload payload);
}
