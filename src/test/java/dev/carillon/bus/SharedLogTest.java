package dev.carillon.bus;

import static dev.carillon.bus.Listeners.get;
import static dev.carillon.bus.Listeners.listener;
import static dev.carillon.bus.Listeners.publication;
import static dev.carillon.bus.Listeners.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.Arrivals.Entry;
import dev.carillon.bus.Arrivals.LastValue;
import dev.carillon.bus.Listeners.Listener;
import dev.carillon.log.HistoryBounds;
import dev.carillon.log.HistoryRules;
import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.log.Log;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.publication.PublishResult.Unconfirmed;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bus of a node with a shared log, which the test controls. */
class SharedLogTest {
    private static final HistoryRules RULES = new HistoryRules(List.of(
            new Rule(new TopicPattern("r.*"), Optional.of(new HistoryBounds(10, 1000, Duration.ZERO)), false),
            new Rule(new TopicPattern("v.*"), Optional.of(HistoryBounds.NEWEST), true)));

    private final Vertx vertx = Vertx.vertx();
    private final Log log = new Log(RULES, 1 << 20, "own", System::nanoTime);
    private final ByHand shared = new ByHand();
    private final List<String> toldOthers = new ArrayList<>();
    private PublicationBus bus;
    private Arrivals arrivals;

    @BeforeEach
    void open() {
        OtherNodes others = publication -> toldOthers.add(text(publication));
        bus = get(PublicationBus.open(vertx, List.of(), log, others));
        arrivals = bus.share(shared);
    }

    private void joined() {
        arrivals.restarted("shared", 10, List.of());
    }

    @AfterEach
    void close() {
        get(vertx.close());
    }

    @Test
    void aRememberedPublicationIsDeliveredWithItsIdInTheSharedLog() throws Exception {
        joined();
        Listener one = listener(vertx, bus);
        Listener two = listener(vertx, bus);
        Pending pending = (Pending) bus.publish(publication("r.a", "ding"));
        assertThat(one.heard).isEmpty();
        assertThat(bus.publishedCount()).isZero();

        MessageId id = new MessageId("shared", 42);
        assertThat(arrivals.arrived(42, shared.take())).containsExactly(Optional.of(new Taken(Optional.of(id))));
        shared.outcomes.getFirst().complete(new Taken(Optional.of(id)));

        assertThat(pending.outcome().toCompletableFuture().get(1, TimeUnit.SECONDS))
                .isEqualTo(new Taken(Optional.of(id)));
        assertThat(one.next().publication().id()).contains(id);
        assertThat(two.next().publication().id()).contains(id);
        assertThat(log.newest()).isEqualTo(id);
        assertThat(bus.publishedCount()).isEqualTo(1);
        assertThat(toldOthers).isEmpty();
    }

    @Test
    void otherPublicationsAreSentToOtherNodesAtOnce() throws Exception {
        joined();
        Listener one = listener(vertx, bus);
        assertThat(bus.publish(publication("plain", "ding"))).isEqualTo(PublishResult.TAKEN);
        assertThat(one.next().publication().id()).isEmpty();
        assertThat(toldOthers).containsExactly("ding");
        assertThat(shared.added).isEmpty();
    }

    @Test
    void aPublicationWithoutSpaceInTheSharedLogIsRefused() {
        joined();
        shared.room = new Unconfirmed("no majority");
        assertThat(bus.publish(publication("r.a", "ding"))).isEqualTo(shared.room);
        assertThat(shared.added).isEmpty();
    }

    /** A publication that is longer than the space of a loop could never be taken from the log. */
    @Test
    void aPublicationWithoutSpaceInALoopIsNotAddedToTheSharedLog() {
        joined();
        Listener full = listener(vertx, bus);
        Listener other = listener(vertx, bus);
        full.room = 0;
        assertThat(bus.publish(publication("r.a", "ding"))).isEqualTo(new Busy(0, 0));
        bus.use(List.of(Listeners.atMostEvery(Duration.ofHours(1), "r.*")));
        assertThat(bus.publish(publication("r.a", "ding"))).isEqualTo(new Busy(0, 0));
        assertThat(shared.added).isEmpty();

        full.room = 1;
        assertThat(bus.publish(publication("r.a", "ding"))).isInstanceOf(Pending.class);
        assertThat(full.reserved).hasValue(0);
        assertThat(other.reserved).hasValue(0);
    }

    @Test
    void aNodeThatStopsDoesNotWaitForSpace() throws Exception {
        joined();
        listener(vertx, bus).room = 0;
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread reader = Thread.ofPlatform()
                .uncaughtExceptionHandler((thread, failure) -> ended.complete(failure))
                .start(() -> arrivals.arrived(20, List.of(new Entry(publication("r.a", "x"), Optional.empty()))));
        reader.interrupt();
        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void aNodeThatDoesNotRememberATopicDeliversItsPublicationsWithoutIds() throws Exception {
        joined();
        Listener one = listener(vertx, bus);
        arrivals.arrived(42, List.of(new Entry(publication("plain", "ding"), Optional.empty())));
        assertThat(one.next().publication().id()).isEmpty();
        bus.publishHere(publication("r.a", "dong"));
        assertThat(one.next().publication().id()).isEmpty();
    }

    @Test
    void aRepetitionInTheSharedLogIsSkippedAndHasTheFirstId() throws Exception {
        joined();
        Listener one = listener(vertx, bus);
        bus.publish(List.of(publication("r.a", "ding")), new IdempotencyKey("k"));
        Entry entry = shared.take().getFirst();

        Optional<Taken> first = arrivals.arrived(42, List.of(entry)).getFirst();
        Optional<Taken> again = arrivals.arrived(60, List.of(entry)).getFirst();
        arrivals.arrived(70, List.of(new Entry(publication("r.a", "dong"), Optional.empty())));

        assertThat(again).isEqualTo(first);
        assertThat(one.next(2)).extracting(Listeners::text).containsExactly("ding", "dong");
        assertThat(bus.publish(List.of(publication("r.a", "ding")), new IdempotencyKey("k")))
                .containsExactly(first.orElseThrow());
        assertThat(arrivals.arrived(80, List.of(other(entry)))).containsExactly(Optional.empty());
    }

    @Test
    void lastValuesFromBeforeANodeJoinedReachItsSubscribersWithTheirIds() throws Exception {
        Listener one = listener(vertx, bus);
        Listener slow = listener(vertx, bus);
        slow.room = 1;
        Thread reader = Thread.ofPlatform().start(() -> {
            arrivals.restarted(
                    "shared",
                    10,
                    List.of(
                            new LastValue(4, publication("r.a", "no last value here")),
                            new LastValue(5, publication("v.a", "old")),
                            new LastValue(10, publication("v.b", "older than what comes"))));
            arrivals.arrived(11, List.of(new Entry(publication("v.b", "new"), Optional.empty())));
        });
        assertThat(text(slow.next().publication())).isEqualTo("old");
        assertThat(slow.heard).isEmpty();
        slow.room = 3;
        reader.join();
        List<Publication> heard = one.next(3);
        assertThat(heard).extracting(Listeners::text).containsExactly("old", "older than what comes", "new");
        assertThat(heard)
                .extracting(publication -> publication.id().orElseThrow())
                .containsExactly(id(5), id(10), id(11));
        assertThat(slow.next(2)).hasSize(2);
        assertThat(one.reserved).hasValue(3);
        assertThat(log.newest()).isEqualTo(id(11));
        assertThat(log.messageCount()).isEqualTo(2);
    }

    /** They are told that they may have missed something. */
    @Test
    void subscribersDoNotReceiveLastValuesTwiceAfterARestartOfTheLog() throws Exception {
        joined();
        Listener one = listener(vertx, bus);
        arrivals.arrived(20, List.of(new Entry(publication("v.a", "had"), Optional.empty())));
        arrivals.restarted("shared", 40, List.of(new LastValue(20, publication("v.a", "had"))));
        arrivals.arrived(48, List.of(new Entry(publication("r.a", "next"), Optional.empty())));
        assertThat(one.next(2)).extracting(Listeners::text).containsExactly("had", "next");
        assertThat(arrivals.lastValues("shared", 0, 40)).hasValueSatisfying(values -> {
            assertThat(values.through()).isEqualTo(40);
            assertThat(values.values()).extracting(LastValue::offset).containsExactly(20L);
        });
        assertThat(arrivals.lastValues("other", 0, 40)).isEmpty();
    }

    private static MessageId id(long offset) {
        return new MessageId("shared", offset);
    }

    @Test
    void aHeldPublicationWithAKeyIsDeliveredWhenItArrives() throws Exception {
        joined();
        bus.use(List.of(Listeners.atMostEvery(Duration.ofHours(1), "r.*")));
        Listener one = listener(vertx, bus);
        bus.publish(List.of(publication("r.a", "first")), new IdempotencyKey("1"));
        assertThat(bus.publish(List.of(publication("r.a", "held")), new IdempotencyKey("2")))
                .containsExactly(PublishResult.TAKEN);
        bus.flush();
        List<Entry> added = shared.take();
        assertThat(added).extracting(entry -> text(entry.publication())).containsExactly("first", "held");

        arrivals.arrived(20, added);
        assertThat(one.next(2)).extracting(Listeners::text).containsExactly("first", "held");
        assertThat(arrivals.arrived(30, List.of(added.getLast())))
                .as("once")
                .containsExactly(Optional.of(new Taken(Optional.of(new MessageId("shared", 21)))));
    }

    @Test
    void aRestartedLogHasNoKeysOfTheOneBefore() throws Exception {
        joined();
        Listener one = listener(vertx, bus);
        bus.publish(List.of(publication("r.a", "ding")), new IdempotencyKey("k"));
        Entry entry = shared.take().getFirst();
        arrivals.arrived(42, List.of(entry));
        arrivals.restarted("next", 50, List.of());

        // So that nodes that were there before and those that were not remember the same.
        assertThat(arrivals.arrived(60, List.of(entry)))
                .containsExactly(Optional.of(new Taken(Optional.of(new MessageId("next", 60)))));
        assertThat(one.next(2)).extracting(Listeners::text).containsExactly("ding", "ding");
        assertThat(log.newest()).isEqualTo(new MessageId("next", 60));
    }

    private static Entry other(Entry entry) {
        KeyPart key = entry.key().orElseThrow();
        return new Entry(
                publication("r.a", "other"), Optional.of(new KeyPart(key.key(), key.digestHigh() + 1, 0, 0, 1)));
    }

    @Test
    void theSharedLogWaitsForALoopWithoutSpace() throws Exception {
        joined();
        Listener full = listener(vertx, bus);
        full.room = 1;
        Thread reader = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 3; i++) {
                arrivals.arrived(20 + i, List.of(new Entry(publication("r.a", "" + i), Optional.empty())));
            }
        });
        assertThat(text(full.next().publication())).isEqualTo("0");
        assertThat(full.heard).isEmpty();
        full.room = 3;
        assertThat(full.next(2)).extracting(Listeners::text).containsExactly("1", "2");
        reader.join();
    }

    @Test
    void onlyTheChosenNodeAddsAnEventBusPublication() throws Exception {
        joined();
        Listener one = listener(vertx, bus);
        shared.chosen = false;
        publishAsOtherCode("r.a");
        publishAsOtherCode("plain");
        one.next();
        assertThat(shared.added).isEmpty();

        shared.chosen = true;
        publishAsOtherCode("r.a");
        publishAsOtherCode("plain");
        one.next();
        assertThat(shared.added).hasSize(1);
    }

    private void publishAsOtherCode(String topic) {
        vertx.eventBus()
                .publish(
                        PublicationBus.ADDRESS,
                        new JsonObject().put("topic", topic).put("data", "ding"));
    }

    private static final class ByHand implements SharedLog {
        final List<Entry> added = new ArrayList<>();
        final List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        Outcome room = PublishResult.TAKEN;
        volatile boolean chosen = true;

        List<Entry> take() {
            List<Entry> taken = List.copyOf(added);
            added.clear();
            return taken;
        }

        @Override
        public Outcome reserve(Publication publication) {
            return room;
        }

        @Override
        public void cancel(Publication publication) {}

        @Override
        public PublishResult publish(Publication publication, Optional<KeyPart> key) {
            added.add(new Entry(publication, key));
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            outcomes.add(outcome);
            return new Pending(outcome);
        }

        @Override
        public boolean takesForAll() {
            return chosen;
        }
    }
}
