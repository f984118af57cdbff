package dev.carillon.endpoint;

import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult;
import dev.carillon.topic.TopicName;
import java.util.Collections;
import java.util.List;

/** Accepts every publication and delivers none. */
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
