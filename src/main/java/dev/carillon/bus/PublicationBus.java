package dev.carillon.bus;

import dev.carillon.publication.Publication;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Carries publications to every listener of every node, each exactly once and those of one publisher in their order.
 *
 * <p>One for each Vert.x, shared by all its loops. Inside the process the listeners get the object itself, over an
 * address that is ours alone; nothing of the cluster stands in that way, so a node serves its own publishers whatever
 * happens to the others. What comes from outside, be it another node or other code, comes to {@link #ADDRESS}, where
 * the node's one {@link Door} reads it once for all its loops. If each loop listened there, each would decode and
 * render a copy of its own.
 *
 * <p>Delivery is at most once: what is published while a node is unreachable does not reach it.
 */
public final class PublicationBus {
    /** Where anybody on the event bus may publish; {@code docs/event-bus.md} says what. */
    public static final String ADDRESS = "carillon.publications";

    private static final String INSIDE = ADDRESS + ".inside";
    private static final DeliveryOptions TO_THIS_PROCESS = new DeliveryOptions().setLocalOnly(true);

    /** On what a node tells the cluster, and so itself: its own listeners have it already. */
    private static final String NODE = "carillon-node";

    private final EventBus eventBus;
    private final boolean clustered;
    private final String node = UUID.randomUUID().toString();
    private final LongAdder published = new LongAdder();
    private final DeliveryOptions toTheCluster = new DeliveryOptions().addHeader(NODE, node);

    private PublicationBus(Vertx vertx) {
        this.eventBus = vertx.eventBus();
        this.clustered = vertx.isClustered();
    }

    /** The bus of this Vert.x, once it hears what comes from outside. To be called once: the codec is registered here. */
    public static Future<PublicationBus> open(Vertx vertx) {
        PublicationBus bus = new PublicationBus(vertx);
        Door door = new Door(bus, System::nanoTime);
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
    public Future<Void> listen(Consumer<Publication> listener) {
        return eventBus.<Publication>localConsumer(INSIDE, message -> listener.accept(message.body()))
                .completion();
    }

    /** Publishes to all nodes. Any thread may call this; the order holds for what one thread publishes. */
    public void publish(Publication publication) {
        publishHere(publication);
        published.increment();
        if (clustered) {
            eventBus.publish(ADDRESS, publication, toTheCluster);
        }
    }

    /** Publishes to this node, which is one of all that were told. */
    void publishHere(Publication publication) {
        eventBus.publish(INSIDE, publication, TO_THIS_PROCESS);
    }

    /** How many this node took, each once. What other code publishes as JSON to all nodes is taken by each of them. */
    public long publishedCount() {
        return published.sum();
    }

    /** Publishes to this node what other code publishes to each. */
    void publishJsonHere(Publication publication) {
        publishHere(publication);
        published.increment();
    }

    /** Whether this is what {@link #publish} told the cluster. */
    boolean sent(Message<?> message) {
        return node.equals(message.headers().get(NODE));
    }
}
