package dev.carillon.server;

import dev.carillon.bus.PublicationBus;
import dev.carillon.endpoint.Publisher;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.topic.TopicName;
import io.vertx.core.Context;
import java.util.List;
import java.util.function.Function;

/**
 * Publishes what the peers of one loop send on the bus.
 *
 * @param loop on which the result of a publication to the shared log is reported
 */
record BusPublisher(PublicationBus bus, Context loop) implements Publisher {
    @Override
    public PublishResult publish(TopicName topic, Payload payload) {
        return onLoop(bus.publish(new Publication(topic, payload, System.nanoTime())));
    }

    @Override
    public List<PublishResult> publish(List<TopicName> topics, Payload payload, IdempotencyKey key) {
        long now = System.nanoTime();
        List<PublishResult> results = bus.publish(
                topics.stream()
                        .map(topic -> new Publication(topic, payload, now))
                        .toList(),
                key);
        return PublishResult.isAnyPending(results)
                ? results.stream().map(this::onLoop).toList()
                : results;
    }

    private PublishResult onLoop(PublishResult result) {
        return switch (result) {
            case Outcome outcome -> outcome;
            case Pending pending ->
                new Pending(pending.outcome()
                        .thenApplyAsync(Function.identity(), task -> loop.runOnContext(turn -> task.run())));
        };
    }
}
