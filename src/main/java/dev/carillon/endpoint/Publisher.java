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

    /**
     * Publishes to each of {@code topics}: under {@code key}, where there is one, as often as this is asked where not.
     *
     * @param grant which permits it; clients of other publishers may use the same key, see {@link Grant#publisher}
     */
    default List<PublishResult> publish(
            List<TopicName> topics, Payload payload, Optional<IdempotencyKey> key, Grant grant) {
        if (key.isPresent()) {
            String publisher = grant.publisher();
            return publisher.isEmpty()
                    ? publish(topics, payload, key.get())
                    : publish(topics, payload, key.get(), publisher);
        }
        // Nearly always one.
        return topics.size() == 1
                ? List.of(publish(topics.getFirst(), payload))
                : topics.stream().map(topic -> publish(topic, payload)).toList();
    }

    /** Under a key that stands for {@code key} of {@code publisher}; a mistake is told with the one that its client knows. */
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
