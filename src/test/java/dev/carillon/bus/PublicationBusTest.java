package dev.carillon.bus;

import static dev.carillon.bus.Listeners.get;
import static dev.carillon.bus.Listeners.listener;
import static dev.carillon.bus.Listeners.publication;
import static dev.carillon.bus.Listeners.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bus.Listeners.Heard;
import dev.carillon.bus.Listeners.Listener;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublicationBusTest {
    private final Vertx vertx = Vertx.vertx();
    private final EventBus eventBus = vertx.eventBus();
    private final List<Publication> told = new CopyOnWriteArrayList<>();
    private final PublicationBus bus = get(PublicationBus.open(
            vertx,
            List.of(
                    Listeners.atMostEvery(Duration.ofMillis(300), "often"),
                    Listeners.atMostEvery(Duration.ofHours(1), "hourly")),
            Listeners.NO_LOG,
            told::add));

    @AfterEach
    void close() {
        get(vertx.close());
    }

    @Test
    void everyLoopReceivesTheObjectItselfOnItsOwnThread() throws InterruptedException {
        Listener one = listener(vertx, bus);
        Listener two = listener(vertx, bus);
        Publication publication = publication("a", "ding");
        bus.publish(publication);
        Heard byOne = one.next();
        Heard byTwo = two.next();
        assertThat(byOne.publication()).isSameAs(publication);
        assertThat(byTwo.publication()).isSameAs(publication);
        assertThat(byOne.on()).isNotSameAs(byTwo.on());
    }

    @Test
    void everyLoopReceivesAllOnceAndInOrder() throws InterruptedException {
        Listener one = listener(vertx, bus);
        Listener two = listener(vertx, bus);
        String[] texts = IntStream.range(0, 5000).mapToObj(Integer::toString).toArray(String[]::new);
        for (String text : texts) {
            bus.publish(publication("a", text));
        }
        assertThat(one.next(texts.length)).extracting(Listeners::text).containsExactly(texts);
        assertThat(two.next(texts.length)).extracting(Listeners::text).containsExactly(texts);
        expectNothingMore(one, two);
    }

    @Test
    void publicationsAfterTheFutureCompletesAreReceived() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            Listener listener = listener(vertx, bus);
            bus.publish(publication("a", "ding " + i));
            assertThat(text(listener.next().publication())).isEqualTo("ding " + i);
        }
    }

    @Test
    void anUndeployedListenerReceivesNothingMore() throws InterruptedException {
        Listener gone = new Listener(bus);
        Listener here = listener(vertx, bus);
        get(vertx.undeploy(get(vertx.deployVerticle(gone))));
        bus.publish(publication("a", "ding"));
        here.next();
        assertThat(gone.heard).isEmpty();
    }

    @Test
    void aPublicationWithoutSpaceInOneLoopReachesNone() throws InterruptedException {
        Listener roomy = listener(vertx, bus);
        Listener full = listener(vertx, bus);
        full.room = 1;
        assertThat(bus.publish(publication("a", "first"))).isEqualTo(PublishResult.TAKEN);
        assertThat(bus.publish(publication("a", "second"))).isEqualTo(new Busy(1, 1));
        assertThat(roomy.reserved).hasValue(1);
        full.room = 2;
        assertThat(bus.publish(publication("a", "third"))).isEqualTo(PublishResult.TAKEN);
        assertThat(roomy.next(2)).extracting(Listeners::text).containsExactly("first", "third");
        assertThat(full.next(2)).extracting(Listeners::text).containsExactly("first", "third");
    }

    @Test
    void anEventBusRequestFailsIfThereIsNoSpace() {
        listener(vertx, bus).room = 0;
        JsonObject json = new JsonObject().put("topic", "a").put("data", "ding");
        assertThatThrownBy(() -> get(eventBus.request(PublicationBus.ADDRESS, json)))
                .cause()
                .isInstanceOfSatisfying(ReplyException.class, refusal -> {
                    assertThat(refusal.failureCode()).isEqualTo(PublicationReceiver.SERVICE_UNAVAILABLE);
                    assertThat(refusal).hasMessage("too many publications are pending: 0 of 0 bytes");
                });
    }

    @Test
    void anUndeployedLoopNeedsNoSpace() throws InterruptedException {
        Listener gone = new Listener(bus);
        gone.room = 0;
        get(vertx.undeploy(get(vertx.deployVerticle(gone))));
        Listener here = listener(vertx, bus);
        assertThat(bus.publish(publication("a", "ding"))).isEqualTo(PublishResult.TAKEN);
        here.next();
    }

    @Test
    void aJsonMessageOnTheEventBusReachesAllLoopsAsOneObject() throws InterruptedException {
        Listener one = listener(vertx, bus);
        Listener two = listener(vertx, bus);
        eventBus.publish(
                PublicationBus.ADDRESS, new JsonObject().put("topic", "a").put("data", "ding"));
        Publication publication = one.next().publication();
        assertThat(publication.topic().value()).isEqualTo("a");
        assertThat(text(publication)).isEqualTo("ding");
        assertThat(two.next().publication()).isSameAs(publication);
        expectNothingMore(one, two);
    }

    @Test
    void anEventBusRequestReceivesAReplyWhenItsPublicationIsTaken() throws InterruptedException {
        Listener one = listener(vertx, bus);
        Listener two = listener(vertx, bus);
        JsonObject json = new JsonObject().put("topic", "a").put("data", new JsonObject());
        assertThat(get(eventBus.request(PublicationBus.ADDRESS, json)).body())
                .isEqualTo(new JsonObject().put("topic", "a"));
        assertThat(text(one.next().publication())).isEqualTo("{}");
        assertThat(text(two.next().publication())).isEqualTo("{}");
        expectNothingMore(one, two);
    }

    @Test
    void aPublicationOfAnotherNodeIsDeliveredHereAndNotSentOn() throws InterruptedException {
        Listener listener = listener(vertx, bus);
        Publication publication = publication("a", "ding");
        bus.publishHere(publication);
        assertThat(listener.next().publication()).isSameAs(publication);
        assertThat(told).isEmpty();
        bus.publish(publication);
        assertThat(told).containsExactly(publication);
    }

    @Test
    void anInvalidEventBusRequestFailsWithTheReason() {
        refuses(new JsonObject().put("topic", "a"), "expected data or dataBase64, but were neither");
        refuses("ding", "expected a JSON object, but was a String");
        refuses(null, "expected a JSON object, but was nothing");
    }

    @Test
    void theReceiverContinuesAfterAnInvalidMessage() throws InterruptedException {
        Listener listener = listener(vertx, bus);
        eventBus.publish(PublicationBus.ADDRESS, "ding");
        eventBus.publish(
                PublicationBus.ADDRESS, new JsonObject().put("topic", "a").put("data", "dong"));
        assertThat(text(listener.next().publication())).isEqualTo("dong");
        expectNothingMore(listener);
    }

    @Test
    void aConflatedTopicDeliversTheFirstAndTheLastPublication() throws InterruptedException {
        Listener one = listener(vertx, bus);
        Listener two = listener(vertx, bus);
        for (int i = 1; i <= 100; i++) {
            assertThat(bus.publish(publication("often", "" + i))).isEqualTo(PublishResult.TAKEN);
            bus.publish(publication("other", "" + i));
        }
        assertThat(bus.publishedCount()).isEqualTo(200);
        List<String> heard = one.untilText("often", "100");
        assertThat(heard).startsWith("1").endsWith("100").hasSize(100 - (int) bus.conflatedCount());
        assertThat(two.untilText("often", "100")).isEqualTo(heard);
        assertThat(one.reserved).hasValue(100 + heard.size());
        expectNothingMore(one, two);
    }

    @Test
    void eventBusPublicationsAreConflatedAndThoseOfOtherNodesAreNot() throws InterruptedException {
        Listener listener = listener(vertx, bus);
        JsonObject json = new JsonObject().put("topic", "hourly");
        get(eventBus.request(PublicationBus.ADDRESS, json.copy().put("data", "first")));
        get(eventBus.request(PublicationBus.ADDRESS, json.copy().put("data", "replaced")));
        bus.publishHere(publication("hourly", "from another"));
        get(eventBus.request(PublicationBus.ADDRESS, json.copy().put("data", "last")));
        bus.flush();
        assertThat(listener.next(3)).extracting(Listeners::text).containsExactly("first", "from another", "last");
        assertThat(bus.conflatedCount()).isEqualTo(1);
    }

    @Test
    void heldPublicationsAreDeliveredWhenTheNodeStops() throws InterruptedException {
        Listener listener = listener(vertx, bus);
        bus.publish(publication("hourly", "first"));
        bus.publish(publication("hourly", "held"));
        bus.flush();
        bus.publish(publication("hourly", "after"));
        assertThat(listener.next(3)).extracting(Listeners::text).containsExactly("first", "held", "after");
        expectNothingMore(listener);
    }

    private void refuses(@Nullable Object message, String why) {
        assertThatThrownBy(() -> get(eventBus.request(PublicationBus.ADDRESS, message)))
                .cause()
                .isInstanceOfSatisfying(ReplyException.class, refusal -> {
                    assertThat(refusal.failureCode()).isEqualTo(PublicationReceiver.BAD_REQUEST);
                    assertThat(refusal).hasMessage(why);
                });
    }

    /** Publishes one more, and checks that each listener receives it next. */
    private void expectNothingMore(Listener... listeners) throws InterruptedException {
        Publication end = publication("end", "end");
        bus.publish(end);
        for (Listener listener : listeners) {
            assertThat(listener.next().publication()).isSameAs(end);
        }
    }
}
