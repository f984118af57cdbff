package dev.carillon.bus;

import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublicationListener;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Taken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Carries publications to every listener of every node, each exactly once and those of one publisher in their order.
 *
 * <p>One for each Vert.x, shared by all its loops. Inside the process the listeners get the object itself, over
 * addresses that are ours alone; nothing of the cluster stands in that way, so a node serves its own publishers whatever
 * happens to the others. What comes from outside, be it another node or other code, comes to {@link #ADDRESS}, where
 * the node's one {@link PublicationReceiver} reads it once for all its loops. If each loop listened there, each would decode and
 * render a copy of its own.
 *
 * <p>A publication is taken when every listener of this node has reserved room for it, and then none refuses it.
 *
 * <p>Delivery to other nodes is at most once: what is published while a node is unreachable does not reach it.
 */
public final class PublicationBus {
    /** Where anybody on the event bus may publish; {@code docs/event-bus.md} says what. */
    public static final String ADDRESS = "carillon.publications";

    private static final String INSIDE = ADDRESS + ".inside";
    private static final DeliveryOptions TO_THIS_PROCESS = new DeliveryOptions().setLocalOnly(true);

    /** On what a node tells the cluster, and so itself: its own listeners have it already. */
    private static final String NODE = "carillon-node";

    /** Where one listener gets what this node takes: an address of its own, so that what is reserved and what comes agree. */
    private record Inbox(String address, PublicationListener listener) {}

    private final EventBus eventBus;
    private final boolean clustered;
    private final String node = UUID.randomUUID().toString();
    private final LongAdder published = new LongAdder();
    private final DeliveryOptions toTheCluster = new DeliveryOptions().addHeader(NODE, node);
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicReference<List<Inbox>> inboxes = new AtomicReference<>(List.of());
    private final PublishedKeys keys = new PublishedKeys(
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 32 / PublishedKeys.BYTES_EACH),
            System::nanoTime);

    private PublicationBus(Vertx vertx) {
        this.eventBus = vertx.eventBus();
        this.clustered = vertx.isClustered();
    }

    /** The bus of this Vert.x, once it hears what comes from outside. To be called once: the codec is registered here. */
    public static Future<PublicationBus> open(Vertx vertx) {
        PublicationBus bus = new PublicationBus(vertx);
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
        PublishResult result = counted(publishHere(publication));
        if (clustered && result instanceof Taken) {
            eventBus.publish(ADDRESS, publication, toTheCluster);
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

    /** Publishes to this node, which is one of all that were told. */
    PublishResult publishHere(Publication publication) {
        List<Inbox> all = inboxes.get();
        for (int reserved = 0; reserved < all.size(); reserved++) {
            if (all.get(reserved).listener().reserve(publication) instanceof Busy busy) {
                all.subList(0, reserved).forEach(inbox -> inbox.listener().cancel(publication));
                return busy;
            }
        }
        for (Inbox inbox : all) {
            eventBus.send(inbox.address(), publication, TO_THIS_PROCESS);
        }
        return PublishResult.TAKEN;
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

    /** Publishes to this node what other code publishes to each. */
    PublishResult publishJsonHere(Publication publication) {
        return counted(publishHere(publication));
    }

    private PublishResult counted(PublishResult result) {
        if (result instanceof Taken) {
            published.increment();
        }
        return result;
    }

    /** Whether this is what {@link #publish} told the cluster. */
    boolean sent(Message<?> message) {
        return node.equals(message.headers().get(NODE));
    }
}
