package dev.carillon.bus;

import dev.carillon.config.TopicSettings;
import dev.carillon.log.Log;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublicationListener;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Carries publications to every listener of every node, each exactly once and those of one publisher in their order.
 *
 * <p>One for each Vert.x, shared by all its loops. Inside the process the listeners get the object itself, over
 * addresses that are ours alone; nothing of the cluster stands in that way, so a node serves its own publishers whatever
 * happens to the others. Other nodes receive what this one takes through {@link OtherNodes}. What other code publishes comes to
 * {@link #ADDRESS}, where the node's one {@link PublicationReceiver} reads it once for all its loops. If each loop listened
 * there, each would decode and render a copy of its own.
 *
 * <p>A publication is taken when every listener of this node has reserved room for it, and then none refuses it. Where its
 * topic has a least interval, it may be held then ({@link Conflation}), or given up for a newer one.
 *
 * <p>Delivery to other nodes is at most once: what is published while a node is unreachable does not reach it.
 */
public final class PublicationBus {
    /** Where anybody on the event bus may publish; {@code docs/event-bus.md} says what. */
    public static final String ADDRESS = "carillon.publications";

    private static final String INSIDE = ADDRESS + ".inside";
    private static final DeliveryOptions TO_THIS_PROCESS = new DeliveryOptions().setLocalOnly(true);

    /** Where one listener gets what this node takes: an address of its own, so that what is reserved and what comes agree. */
    private record Inbox(String address, PublicationListener listener) {}

    private final EventBus eventBus;
    private final Log log;
    private final OtherNodes otherNodes;
    private final LongAdder published = new LongAdder();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicReference<List<Inbox>> inboxes = new AtomicReference<>(List.of());
    private final PublishedKeys keys = new PublishedKeys(
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 32 / PublishedKeys.BYTES_EACH),
            System::nanoTime);

    private final ConflatedTopics conflatedTopics;

    private PublicationBus(Vertx vertx, ConflatedTopics conflatedTopics, Log log, OtherNodes otherNodes) {
        this.log = log;
        this.eventBus = vertx.eventBus();
        this.otherNodes = otherNodes;
        this.conflatedTopics = conflatedTopics;
    }

    /**
     * The bus of this Vert.x, once it hears what comes from outside. To be called once: the codec is registered here.
     *
     * @param topics which topics have a least interval
     * @param log what the node remembers
     * @param otherNodes which have what this node takes sent to them
     */
    public static Future<PublicationBus> open(
            Vertx vertx, List<TopicSettings> topics, Log log, OtherNodes otherNodes) {
        LoopAlarm alarm = new LoopAlarm(vertx);
        PublicationBus bus =
                new PublicationBus(vertx, new ConflatedTopics(topics, System::nanoTime, alarm), log, otherNodes);
        PublicationReceiver door = new PublicationReceiver(bus, System::nanoTime);
        bus.eventBus.registerDefaultCodec(Publication.class, new PublicationCodec(System::nanoTime));
        return bus.eventBus
                .<Object>consumer(ADDRESS, door::receive)
                .completion()
                .map(bus);
    }

    /**
     * Each publication goes to the listener from the moment that the future ends, on the context that calls this, until
     * that context's verticle is undeployed.
     */
    public Future<Void> listen(PublicationListener listener) {
        Inbox inbox = new Inbox(INSIDE + "." + numbers.getAndIncrement(), listener);
        MessageConsumer<Publication> consumer = eventBus.localConsumer(inbox.address());
        consumer.endHandler(undeployed -> inboxes.updateAndGet(all -> without(inbox, all)));
        return consumer.handler(message -> listener.publish(message.body()))
                .completion()
                .onSuccess(listening -> inboxes.updateAndGet(all -> with(inbox, all)));
    }

    /**
     * Publishes to all nodes, if every listener of this node has room. Any thread may call this; the order holds for what
     * one thread publishes.
     */
    public PublishResult publish(Publication publication) {
        return counted(take(publication, true));
    }

    /** Publishes to this node what other code publishes to each. */
    PublishResult publishJsonHere(Publication publication) {
        return counted(take(publication, false));
    }

    /** @param toOthers whether the other nodes are told */
    private PublishResult take(Publication publication, boolean toOthers) {
        Optional<Conflation> conflation = conflatedTopics.find(publication.topic());
        if (conflation.isPresent()) {
            return conflation.get().take(new Arrived(publication, inboxes.get(), toOthers));
        }
        PublishResult result = publishHere(publication);
        if (toOthers && result instanceof Taken taken) {
            tellOthers(publication, taken);
        }
        return result;
    }

    /**
     * Publishes as {@link #publish(Publication)} does, each at most once under {@code key} on this node.
     *
     * @param publications at least one, each of another topic, all of one payload
     * @throws dev.carillon.publication.KeyReused when other topics or another payload came under the key before
     */
    public List<PublishResult> publish(List<Publication> publications, IdempotencyKey key) {
        return keys.publish(key, publications, this::publish);
    }

    /** Publishes to this node what another one took, and has conflated where that was to be done. Any thread may call this. */
    public PublishResult publishHere(Publication publication) {
        List<Inbox> all = inboxes.get();
        return switch (reserve(publication, all)) {
            case Busy busy -> busy;
            case Taken room -> send(publication, all);
        };
    }

    private static PublishResult reserve(Publication publication, List<Inbox> all) {
        for (int reserved = 0; reserved < all.size(); reserved++) {
            if (all.get(reserved).listener().reserve(publication) instanceof Busy busy) {
                cancel(publication, all.subList(0, reserved));
                return busy;
            }
        }
        return PublishResult.TAKEN;
    }

    private static void cancel(Publication publication, List<Inbox> reserved) {
        reserved.forEach(inbox -> inbox.listener().cancel(publication));
    }

    /** Sends it to the listeners that have reserved room for it, under an id where it is remembered. */
    private Taken send(Publication publication, List<Inbox> all) {
        if (log.remembers(publication.topic())) {
            // The log hands over one publication after the other, so that all loops see them in the order of their ids.
            Optional<MessageId> id = log.append(publication, remembered -> sendInOrder(remembered, all));
            if (id.isPresent()) {
                return new Taken(id);
            }
        }
        sendInOrder(publication, all);
        return PublishResult.TAKEN;
    }

    /** An event loop runs what it is sent in the order in which it was sent, also by itself. */
    private void sendInOrder(Publication publication, List<Inbox> all) {
        for (Inbox inbox : all) {
            eventBus.send(inbox.address(), publication, TO_THIS_PROCESS);
        }
    }

    private void tellOthers(Publication publication, Taken taken) {
        if (taken.id().isPresent()) {
            otherNodes.tellAll(publication);
        } else {
            otherNodes.tell(publication);
        }
    }

    /** To a topic that has an interval; {@code all} are those in whom room is reserved. */
    private final class Arrived implements Conflation.Arrival {
        private final Publication publication;
        private final List<Inbox> all;
        private final boolean toOthers;

        Arrived(Publication publication, List<Inbox> all, boolean toOthers) {
            this.publication = publication;
            this.all = all;
            this.toOthers = toOthers;
        }

        @Override
        public TopicName topic() {
            return publication.topic();
        }

        @Override
        public PublishResult reserve() {
            return PublicationBus.reserve(publication, all);
        }

        @Override
        public void cancel() {
            PublicationBus.cancel(publication, all);
        }

        @Override
        public PublishResult publish() {
            return publish(publication);
        }

        @Override
        public void publishHeld(long nowNanos) {
            // So that the time to the last write is that of the node, without the rest of the interval.
            publish(new Publication(publication.topic(), publication.payload(), nowNanos));
        }

        private PublishResult publish(Publication letThrough) {
            Taken taken = send(letThrough, all);
            if (toOthers) {
                tellOthers(letThrough, taken);
            }
            return taken;
        }
    }

    /** Has other topics have a least interval from now on. Any thread may call this, one at a time. */
    public void use(List<TopicSettings> topics) {
        conflatedTopics.use(topics);
    }

    /** Publishes what is held for the end of an interval, and holds nothing from now on: for a node that stops. */
    public void flush() {
        conflatedTopics.flush();
    }

    private static List<Inbox> with(Inbox inbox, List<Inbox> all) {
        return Stream.concat(all.stream(), Stream.of(inbox)).toList();
    }

    private static List<Inbox> without(Inbox inbox, List<Inbox> all) {
        return all.stream().filter(other -> !other.equals(inbox)).toList();
    }

    /** How many this node took, each once. What other code publishes as JSON to all nodes is taken by each of them. */
    public long publishedCount() {
        return published.sum();
    }

    /** How many of them were given up for a newer one of the same topic. */
    public long conflatedCount() {
        return conflatedTopics.replacedCount();
    }

    private PublishResult counted(PublishResult result) {
        if (result instanceof Taken) {
            published.increment();
        }
        return result;
    }
}
