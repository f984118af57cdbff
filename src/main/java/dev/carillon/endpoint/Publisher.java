package dev.carillon.endpoint;

import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult;
import dev.carillon.topic.TopicName;
import java.util.List;
import java.util.Optional;

/** Takes what a peer publishes to wherever subscribers are. */
public interface Publisher {
    /**
     * What becomes of it: once it is taken, no loop of this node refuses it. Where it is pending, its outcome ends on the loop
     * that calls this.
     */
    PublishResult publish(TopicName topic, Payload payload);

    /**
     * Publishes to each of {@code topics}, at most once under {@code key}.
     *
     * @param topics at least one, no two the same
     * @return what becomes of each, in their order; of one that was taken under the key before, what was told then
     * @throws dev.carillon.publication.KeyReused when other topics or another payload came under the key before
     */
    List<PublishResult> publish(List<TopicName> topics, Payload payload, IdempotencyKey key);

    /** Publishes to each of {@code topics}: under {@code key}, where there is one, as often as this is asked where not. */
    default List<PublishResult> publish(List<TopicName> topics, Payload payload, Optional<IdempotencyKey> key) {
        if (key.isPresent()) {
            return publish(topics, payload, key.get());
        }
        // Nearly always one.
        return topics.size() == 1
                ? List.of(publish(topics.getFirst(), payload))
                : topics.stream().map(topic -> publish(topic, payload)).toList();
    }
}
