package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.auth.Grant;
import dev.carillon.auth.Sha256;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.topic.TopicName;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Publishes what a peer sends. */
public interface Publisher {
    /**
     * Publishes to one topic. When the publication is accepted, no loop of this node refuses it later. If the result is
     * pending, its future completes on the calling loop.
     */
    PublishResult publish(TopicName topic, Payload payload);

    /**
     * Publishes to each of {@code topics}, at most once under {@code key}.
     *
     * @param topics at least one, without duplicates
     * @return the result for each topic, in order; for a repeated key the earlier result
     * @throws dev.carillon.publication.KeyReused when the key was used before with other topics or another payload
     */
    List<PublishResult> publish(List<TopicName> topics, Payload payload, IdempotencyKey key);

    /**
     * Publishes to each of {@code topics}: at most once under {@code key}; without a key each call publishes.
     *
     * @param grant permits it, and separates the keys of different publishers, see {@link Grant#publisher}
     */
    default List<PublishResult> publish(
            List<TopicName> topics, Payload payload, Optional<IdempotencyKey> key, Grant grant) {
        if (key.isPresent()) {
            String publisher = grant.publisher();
            return publisher.isEmpty()
                    ? publish(topics, payload, key.get())
                    : publish(topics, payload, key.get(), publisher);
        }
        // Nearly always one topic.
        return topics.size() == 1
                ? List.of(publish(topics.getFirst(), payload))
                : topics.stream().map(topic -> publish(topic, payload)).toList();
    }

    /** Uses a key that combines {@code key} and {@code publisher}. An error names the key that the client has sent. */
    private List<PublishResult> publish(List<TopicName> topics, Payload payload, IdempotencyKey key, String publisher) {
        try {
            return publish(topics, payload, of(publisher, key)).stream()
                    .map(result -> named(result, key))
                    .toList();
        } catch (KeyReused reused) {
            throw new KeyReused(key);
        }
    }

    private static IdempotencyKey of(String publisher, IdempotencyKey key) {
        byte[] hash = Sha256.of((publisher + '\n' + key.value()).getBytes(UTF_8));
        return new IdempotencyKey(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }

    private static PublishResult named(PublishResult result, IdempotencyKey key) {
        return switch (result) {
            case Outcome outcome -> outcome;
            case Pending pending ->
                new Pending(pending.outcome()
                        .exceptionallyCompose(failure -> CompletableFuture.failedStage(PublishResult.keyReused(failure)
                                .<Throwable>map(reused -> new KeyReused(key))
                                .orElse(failure))));
        };
    }
}
