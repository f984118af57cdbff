package dev.carillon.endpoint;

import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult;
import dev.carillon.topic.TopicName;
import java.util.Collections;
import java.util.List;

/** Takes everything, and brings it to nobody. */
public final class TakingPublisher implements Publisher {
    @Override
    public PublishResult publish(TopicName topic, Payload payload) {
        return PublishResult.TAKEN;
    }

    @Override
    public List<PublishResult> publish(List<TopicName> topics, Payload payload, IdempotencyKey key) {
        return Collections.nCopies(topics.size(), PublishResult.TAKEN);
    }
}
