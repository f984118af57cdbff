package dev.carillon.server;

import dev.carillon.bus.PublicationBus;
import dev.carillon.endpoint.Publisher;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.topic.TopicName;
import java.util.List;

/** Publishes what peers send over the bus. Any loop may call it. */
record BusPublisher(PublicationBus bus) implements Publisher {
    @Override
    public PublishResult publish(TopicName topic, Payload payload) {
        return bus.publish(new Publication(topic, payload, System.nanoTime()));
    }

    @Override
    public List<PublishResult> publish(List<TopicName> topics, Payload payload, IdempotencyKey key) {
        long now = System.nanoTime();
        return bus.publish(
                topics.stream()
                        .map(topic -> new Publication(topic, payload, now))
                        .toList(),
                key);
    }
}
