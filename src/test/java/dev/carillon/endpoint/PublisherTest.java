package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.AcceptedKey;
import dev.carillon.auth.Grant;
import dev.carillon.auth.Permissions;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The key with which a publication is published if its client gives one. */
class PublisherTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("order-1");

    private final List<IdempotencyKey> used = new ArrayList<>();
    private PublishResult result = PublishResult.TAKEN;

    private final Publisher publisher = new Publisher() {
        @Override
        public PublishResult publish(TopicName topic, Payload payload) {
            return result;
        }

        @Override
        public List<PublishResult> publish(List<TopicName> topics, Payload payload, IdempotencyKey key) {
            used.add(key);
            return List.of(result);
        }
    };

    @Test
    void theKeyOfTheClientIsUnchangedWhenTheServiceIsOpen() {
        publish(Grant.OPEN);
        assertThat(used).containsExactly(KEY);
    }

    @Test
    void onlyClientsWithEqualPermissionsShareAKey() {
        publish(grant("chat.*", "news.*"));
        publish(grant("news.*", "chat.*"));
        publish(grant("chat.*"));
        publish(grant("chat.*", "users.ann"));
        assertThat(used.get(0)).isEqualTo(used.get(1));
        assertThat(used.stream().distinct()).hasSize(3).doesNotContain(KEY);
    }

    @Test
    void aLateMistakeIsReportedWithTheKeyOfTheClient() {
        result = new Pending(CompletableFuture.failedStage(new KeyReused(new IdempotencyKey("another"))));
        List<KeyReused> told = new ArrayList<>();
        PublishResult.whenKnown(publish(grant("chat.*")), (outcomes, reused) -> reused.ifPresent(told::add));
        assertThat(told).singleElement().satisfies(reused -> assertThat(reused).hasMessageContaining("'order-1'"));
    }

    private List<PublishResult> publish(Grant grant) {
        return publisher.publish(
                List.of(new TopicName("chat.a")), Payload.text("hello".getBytes(UTF_8)), Optional.of(KEY), grant);
    }

    private static Grant grant(String... publish) {
        List<TopicPattern> patterns = Stream.of(publish).map(TopicPattern::new).toList();
        return new Grant(new Permissions(List.of(), patterns), Grant.NEVER, new AcceptedKey("token.key"));
    }
}
