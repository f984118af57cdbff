package dev.carillon.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.Arrivals;
import dev.carillon.bus.SharedLog;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.publication.PublishResult.Unconfirmed;
import dev.carillon.topic.TopicName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The threads of the shared log when something fails, and when the node stops. */
class ReplicaTest {
    private static final ReplicaSettings SETTINGS = new ReplicaSettings(
            true, 1 << 20, 1 << 20, 1 << 20, Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(10));

    private static final OlderValues NONE = (epoch, through) -> Optional.of(List.of());

    /** A strong reference: the logger could be collected with its level. */
    private static final Logger QUIET = Logger.getLogger(Replica.class.getName());

    private final CompletableFuture<SharedLog> log = new CompletableFuture<>();
    private final FakeRings rings = new FakeRings(new Random());
    private final Node node = new Node();
    private final Replica replica = Replica.of(synchronizedRings(), NONE, SETTINGS, shared -> {
        log.complete(shared);
        return node;
    });

    @BeforeEach
    void start() {
        QUIET.setLevel(Level.OFF);
        replica.start();
    }

    @AfterEach
    void stop() {
        replica.stop();
        QUIET.setLevel(null);
    }

    @Test
    void aThreadThatEndsIsReportedToOperatorsAndPublishers() throws Exception {
        assertThat(published("good")).isInstanceOf(Taken.class);
        assertThat(replica.notReady()).isEmpty();
        assertThat(replica.notAlive()).isEmpty();

        node.failure.set(new StackOverflowError("deep"));
        assertThat(published("bad")).isInstanceOf(Unconfirmed.class);
        assertThat(replica.notAlive())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("carillon-log-reader has ended", "StackOverflowError: deep"));
        assertThat(replica.notReady()).isPresent();
        assertThat(log.join().reserve(publication("late"))).isInstanceOf(Taken.class);
        assertThat(log.join().publish(publication("late"), Optional.empty())).isInstanceOf(Unconfirmed.class);
        assertThat(replica.pendingBytes()).isZero();
    }

    @Test
    void aNodeThatStopsWaitsForPendingPublications() throws Exception {
        List<CompletionStage<Outcome>> before = IntStream.range(0, 3000)
                .mapToObj(i -> pending("" + i).outcome())
                .toList();
        replica.settled().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(before)
                .allSatisfy(outcome -> assertThat(outcome.toCompletableFuture().getNow(PublishResult.TAKEN))
                        .isInstanceOfSatisfying(
                                Taken.class, taken -> assertThat(taken.id()).isPresent()));
        assertThat(replica.settled().toCompletableFuture()).isDone();
    }

    @Test
    void aStoppedNodeConfirmsNoPublication() throws Exception {
        published("before");
        replica.stop();
        assertThat(log.join().reserve(publication("x"))).isInstanceOf(Taken.class);
        assertThat(log.join().publish(publication("x"), Optional.empty())).isInstanceOf(Unconfirmed.class);
        assertThat(replica.pendingBytes()).isZero();
        assertThat(replica.notAlive()).isEmpty();
    }

    private Outcome published(String text) throws Exception {
        return pending(text).outcome().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Pending pending(String text) {
        Publication publication = publication(text);
        assertThat(log.join().reserve(publication)).isInstanceOf(Taken.class);
        return (Pending) log.join().publish(publication, Optional.empty());
    }

    private static Publication publication(String text) {
        return new Publication(new TopicName("t"), Payload.text(text.getBytes(UTF_8)), System.nanoTime());
    }

    /** The fake rings are for one thread. */
    private Rings synchronizedRings() {
        return (Rings) Proxy.newProxyInstance(
                Rings.class.getClassLoader(), new Class<?>[] {Rings.class}, (it, call, with) -> {
                    synchronized (rings) {
                        try {
                            return call.invoke(rings, with);
                        } catch (InvocationTargetException failure) {
                            throw failure.getCause();
                        }
                    }
                });
    }

    private static final class Node implements Arrivals {
        private final AtomicReference<@Nullable Error> failure = new AtomicReference<>();
        private long newest;

        @Override
        public List<Optional<Taken>> arrived(long first, List<Entry> entries) {
            Error now = failure.get();
            if (now != null) {
                throw now;
            }
            newest = first + entries.size() - 1;
            return IntStream.range(0, entries.size())
                    .mapToObj(i -> Optional.of(new Taken(Optional.of(new MessageId("e", first + i)))))
                    .toList();
        }

        @Override
        public void restarted(String epoch, long through, List<LastValue> lastValues) {
            newest = through;
        }

        @Override
        public Optional<LastValues> lastValues(String epoch, long after, long through) {
            return Optional.empty();
        }

        @Override
        public long newest() {
            return newest;
        }
    }
}
