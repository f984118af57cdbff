package dev.carillon.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.publication.ContentType;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.publication.PublishResult.Unconfirmed;
import dev.carillon.topic.TopicName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publications that are repeated with their keys. */
class PublishedKeysTest {
    private static final Busy BUSY = new Busy(1, 1);
    private static final IdempotencyKey KEY = new IdempotencyKey("k");
    private static final Payload PAYLOAD = Payload.text("hello".getBytes(UTF_8));
    private static final Taken ID = new Taken(Optional.of(new MessageId("epoch", 1)));

    private long now;
    private final PublishedKeys keys = new PublishedKeys(3, () -> now);
    private final List<String> published = new ArrayList<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    @Test
    void aRepeatedKeyReceivesTheFirstAnswerAndIsNotPublishedAgain() {
        List<PublishResult> first = publish("k", "hello", "t");
        assertThat(first).containsExactly(new Taken(Optional.of(new MessageId("epoch", 1))));
        assertThat(publish("k", "hello", "t")).isEqualTo(first);
        assertThat(publish("other", "hello", "t")).isNotEqualTo(first);
        assertThat(published).containsExactly("t", "t");
    }

    @Test
    void aKeyReusedForAnotherPublicationIsRefused() {
        publish("k", "hello", "t");
        for (List<Publication> other : List.of(
                publications(Payload.text("hello".getBytes(UTF_8)), "u"),
                publications(Payload.text("hullo".getBytes(UTF_8)), "t"),
                publications(Payload.binary("hello".getBytes(UTF_8)), "t"),
                publications(Payload.text("hello".getBytes(UTF_8)), "t", "u"))) {
            assertThatThrownBy(() -> keys.publish(new IdempotencyKey("k"), other, this::published))
                    .isInstanceOf(KeyReused.class)
                    .hasMessage("expected the topic and the payload that were published under the idempotency key 'k'"
                            + " before, but they differ: give each publication its own key");
        }
        assertThat(published).containsExactly("t");
    }

    @Test
    void theContentTypeOfTextOrJsonMayDifferInARepeat() {
        List<PublishResult> text = publish("text", "1", "t");
        for (String type : List.of("text/plain", "text/html", "application/x-www-form-urlencoded")) {
            assertThat(publish("text", ofBody(type))).as(type).isEqualTo(text);
        }
        List<PublishResult> json = publish("json", ofBody("application/json"));
        assertThat(publish("json", ofBody("application/ld+json; charset=utf-8")))
                .isEqualTo(json);
        publish("binary", ofBody("application/octet-stream"));
        assertThatThrownBy(() -> publish("binary", ofBody("image/png"))).isInstanceOf(KeyReused.class);
        assertThat(published).containsExactly("t", "t", "t");
    }

    private static Payload ofBody(String contentType) {
        return Payload.ofBody(ContentType.of(List.of(contentType)), "1".getBytes(UTF_8));
    }

    private List<PublishResult> publish(String key, Payload payload) {
        return keys.publish(new IdempotencyKey(key), publications(payload, "t"), this::published);
    }

    @Test
    void aRefusedPublicationIsPublishedWhenItIsRepeated() {
        busy.add("t");
        assertThat(publish("k", "hello", "t")).containsExactly(BUSY);
        assertThat(keys.count()).isZero();
        busy.clear();
        assertThat(publish("k", "hello", "t")).doesNotContain(BUSY);
        assertThat(published).containsExactly("t");
    }

    @Test
    void onlyTheRefusedTopicsArePublishedAgain() {
        busy.add("b");
        List<PublishResult> first = publish("k", "hello", "a", "b");
        assertThat(first).hasSize(2).endsWith(BUSY);
        busy.clear();
        assertThat(publish("k", "hello", "a", "b")).startsWith(first.getFirst()).doesNotContain(BUSY);
        assertThat(published).containsExactly("a", "b");
    }

    @Test
    void aKeyIsRemovedAfterItsWindowWhichARepeatDoesNotExtend() {
        publish("k", "hello", "t");
        now += PublishedKeys.WINDOW.toNanos() - 1;
        publish("k", "hello", "t");
        assertThat(published).hasSize(1);
        now++;
        publish("k", "other", "t");
        assertThat(published).hasSize(2);
    }

    @Test
    void aboveTheBoundTheOldestKeyIsRemoved() {
        publish("1", "hello", "a", "b");
        publish("2", "hello", "t");
        publish("1", "hello", "a", "b");
        assertThat(keys.count()).isEqualTo(3);
        publish("3", "hello", "t");
        assertThat(keys.count()).isEqualTo(2);
        publish("2", "hello", "t");
        assertThat(published).containsExactly("a", "b", "t", "t");
        publish("1", "hello", "t");
        assertThat(published).hasSize(5);
    }

    @Test
    void aKeyUsedByConcurrentThreadsIsPublishedOnce() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        Set<List<PublishResult>> results = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                    results.add(publish("k", "hello", "t"));
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(published).containsExactly("t");
        assertThat(results).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "8e03978e-40d5-43dd-bc93-6894a57f9324", "~!\"#", "a;b=c"})
    void aKeyInAHeaderMayHaveQuotes(String key) {
        String quoted = "\"" + key.replace("\"", "\\\"") + "\"";
        assertThat(IdempotencyKey.ofHeader(List.of(key)).value()).isEqualTo(key);
        assertThat(IdempotencyKey.ofHeader(List.of(quoted)).value()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "a b", "\"a b\"", "é", "\"a", "\"a\"b", "\"\\a\"", "\"", "\t"})
    void anInvalidKeyIsRefused(String key) {
        assertThatThrownBy(() -> IdempotencyKey.ofHeader(List.of(key)))
                .hasMessageStartingWith("expected an idempotency key of 1 to 64 visible ASCII characters");
        assertThatThrownBy(() -> IdempotencyKey.ofHeader(List.of("k".repeat(65))))
                .hasMessageContaining(", but was 'kkkkkk");
        assertThatThrownBy(() -> IdempotencyKey.ofHeader(List.of("a", "b")))
                .hasMessage("expected one Idempotency-Key, but was 'a', 'b'");
    }

    private List<PublishResult> publish(String key, String text, String... topics) {
        return keys.publish(
                new IdempotencyKey(key), publications(Payload.text(text.getBytes(UTF_8)), topics), this::published);
    }

    private PublishResult published(Publication publication, KeyPart part) {
        if (busy.contains(publication.topic().value())) {
            return BUSY;
        }
        published.add(publication.topic().value());
        return new Taken(Optional.of(new MessageId("epoch", published.size())));
    }

    @Test
    void aPendingPublicationIsPublishedAgainOnlyIfItIsRefused() {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Pending pending = new Pending(outcome);
        assertThat(keys.publish(KEY, publications(PAYLOAD, "t"), (publication, part) -> pending))
                .containsExactly(pending);

        assertThat(keys.publish(KEY, publications(PAYLOAD, "t"), this::published))
                .containsExactly(pending);
        outcome.complete(new Unconfirmed("too late"));

        assertThat(keys.publish(KEY, publications(PAYLOAD, "t"), this::published))
                .containsExactly(ID);
        assertThat(published).containsExactly("t");
    }

    @Test
    void aPublicationOfAnotherNodeIsNotPublishedAgain() {
        KeyPart second = part("b");
        assertThat(keys.first(second)).isEmpty();
        keys.arrived(second, ID);

        assertThat(keys.first(second)).contains(ID);
        assertThat(keys.count()).isEqualTo(2);
        List<PublishResult> results = keys.publish(KEY, publications(PAYLOAD, "a", "b"), this::published);

        assertThat(published).containsExactly("a");
        assertThat(results).last().isEqualTo(ID);
        assertThatThrownBy(() -> keys.publish(KEY, publications(PAYLOAD, "c"), this::published))
                .isInstanceOf(KeyReused.class);
    }

    @Test
    void theFirstToArriveOfTwoNodesHasTheKey() {
        List<KeyPart> own = new ArrayList<>();
        keys.publish(KEY, publications(PAYLOAD, "mine"), (publication, part) -> {
            own.add(part);
            return new Pending(new CompletableFuture<>());
        });
        KeyPart others = part("b");

        assertThat(keys.first(others)).isEmpty();
        keys.arrived(others, ID);

        assertThatThrownBy(() -> keys.first(own.getFirst())).isInstanceOf(KeyReused.class);
    }

    /** The key of the second of two topics, as another node computes it. */
    private static KeyPart part(String topic) {
        List<KeyPart> parts = new ArrayList<>();
        new PublishedKeys(3, () -> 0).publish(KEY, publications(PAYLOAD, "a", topic), (publication, part) -> {
            parts.add(part);
            return BUSY;
        });
        return parts.getLast();
    }

    private static List<Publication> publications(Payload payload, String... topics) {
        return Arrays.stream(topics)
                .map(topic -> new Publication(new TopicName(topic), payload, 0))
                .toList();
    }
}
