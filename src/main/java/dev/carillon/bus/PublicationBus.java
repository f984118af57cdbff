package dev.carillon.bus;

import dev.carillon.config.TopicSettings;
import dev.carillon.log.Log;
import dev.carillon.log.Remembered;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublicationListener;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Delivers publications to every listener of every node: each exactly once, and those of one publisher in their order.
 *
 * <p>There is one for each Vert.x, shared by all its loops. Inside the process the listeners receive the object itself,
 * over private addresses. This path does not use the cluster, so a node serves its own publishers whatever happens to
 * other nodes. {@link OtherNodes} sends the publications that this node accepts to the others. If nodes form a cluster,
 * remembered publications go through {@link SharedLog} instead, also to the listeners of this node ({@link Arrivals}),
 * and the publisher receives its answer when they have come from there. Publications of other code come to {@link
 * #ADDRESS}, where the node's one {@link PublicationReceiver} reads them once for all its loops. If each loop listened
 * there, each would decode and render its own copy.
 *
 * <p>A publication is accepted when every listener of this node has reserved space for it; then none refuses it. If its
 * topic has a least interval, it may be held after that ({@link Conflation}), or replaced by a newer one.
 *
 * <p>Delivery to other nodes is at most once: publications that {@link OtherNodes} cannot send to a node are discarded
 * and counted.
 *
 * <p>Any thread may call it, unless a method says otherwise.
 */
public final class PublicationBus {
    /** The event-bus address to which any code may publish; {@code docs/event-bus.md} describes the messages. */
    public static final String ADDRESS = "carillon.publications";

    private static final String INSIDE = ADDRESS + ".inside";
    private static final DeliveryOptions TO_THIS_PROCESS = new DeliveryOptions().setLocalOnly(true);

    /**
     * The private address at which one listener receives publications, so that it receives exactly those for which
     * space is reserved.
     */
    private record Inbox(String address, PublicationListener listener, Context context) {}

    /** The time between two attempts to reserve space in a loop that has none. */
    private static final long RETRY_NANOS = 2_000_000;

    /** The most last values that are read at once for another node: the lock of the log is held for about 100 µs. */
    private static final int VALUES_MAX = 4096;

    private static final long VALUES_BYTES = 1 << 20;

    private final Vertx vertx;
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

    /** Empty if the node does not share its log. */
    private Optional<SharedLog> sharedLog = Optional.empty();

    private PublicationBus(Vertx vertx, ConflatedTopics conflatedTopics, Log log, OtherNodes otherNodes) {
        this.vertx = vertx;
        this.log = log;
        this.eventBus = vertx.eventBus();
        this.otherNodes = otherNodes;
        this.conflatedTopics = conflatedTopics;
    }

    /**
     * Opens the bus of this Vert.x. To be called once, since this registers the codec. The future completes when the
     * bus receives publications of other code.
     *
     * @param topics the topics with a least interval
     * @param log the publications that the node remembers
     * @param otherNodes sends accepted publications to the other nodes
     */
    public static Future<PublicationBus> open(Vertx vertx, List<TopicSettings> topics, Log log, OtherNodes otherNodes) {
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
     * Adds a listener. It receives each publication from the completion of the future on, on the context that calls
     * this, until that context's verticle is undeployed.
     */
    public Future<Void> listen(PublicationListener listener) {
        Inbox inbox = new Inbox(INSIDE + "." + numbers.getAndIncrement(), listener, vertx.getOrCreateContext());
        MessageConsumer<Publication> consumer = eventBus.localConsumer(inbox.address());
        consumer.endHandler(undeployed -> inboxes.updateAndGet(all -> without(inbox, all)));
        return consumer.handler(message -> listener.publish(message.body()))
                .completion()
                .onSuccess(listening -> inboxes.updateAndGet(all -> with(inbox, all)));
    }

    /**
     * Publishes to all nodes, if every listener of this node has space. Any thread may call it; the publications of one
     * thread stay in order.
     */
    public PublishResult publish(Publication publication) {
        return counted(take(publication, Optional.empty(), true));
    }

    /** Publishes the figures of this node, only to its own subscribers. They are not remembered or counted. */
    public void publishOfTheService(Publication publication) {
        List<Inbox> all = inboxes.get();
        // Dropped if there is no space, since publications of clients are more important.
        if (reserve(publication, all) instanceof Taken) {
            sendInOrder(publication, all);
        }
    }

    private PublishResult publish(Publication publication, KeyPart key) {
        return counted(take(publication, Optional.of(key), true));
    }

    /**
     * Publishes to this node what other code publishes to each node. A remembered publication goes to all nodes over
     * the shared log, so only one node adds it.
     */
    PublishResult publishJsonHere(Publication publication) {
        return sharedLog(publication).filter(log -> !log.takesForAll()).isPresent()
                ? PublishResult.TAKEN
                : counted(take(publication, Optional.empty(), false));
    }

    /**
     * @param toOthers whether to send it to the other nodes, unless it goes over the shared log
     */
    private PublishResult take(Publication publication, Optional<KeyPart> key, boolean toOthers) {
        Optional<Conflation> conflation = conflatedTopics.find(publication.topic());
        Optional<SharedLog> shared = sharedLog(publication);
        if (conflation.isPresent()) {
            return conflation
                    .get()
                    .take(
                            shared.isPresent()
                                    ? new ForSharedLog(shared.get(), publication, key)
                                    : new Arrived(publication, inboxes.get(), toOthers));
        }
        if (shared.isPresent()) {
            return switch (reserve(shared.get(), publication)) {
                case Refused refused -> refused;
                case Taken room -> shared.get().publish(publication, key);
            };
        }
        PublishResult result = publishHere(publication);
        if (toOthers && result instanceof Taken) {
            otherNodes.tell(publication);
        }
        return result;
    }

    /**
     * Publishes as {@link #publish(Publication)} does, but each at most once with {@code key} on this node.
     *
     * @param publications at least one, all with different topics and the same payload
     * @throws dev.carillon.publication.KeyReused when other topics or another payload came with the key before
     */
    public List<PublishResult> publish(List<Publication> publications, IdempotencyKey key) {
        return keys.publish(key, publications, this::publish);
    }

    /**
     * Publishes to this node what another node accepted, and conflated if its topic has an interval. Any thread may
     * call this.
     */
    public PublishResult publishHere(Publication publication) {
        List<Inbox> all = inboxes.get();
        return switch (reserve(publication, all)) {
            case Refused refused -> refused;
            case Taken room -> send(publication, all);
        };
    }

    /** The shared log, if the publication goes over it. Allocates nothing. */
    private Optional<SharedLog> sharedLog(Publication publication) {
        return sharedLog.isPresent() && log.remembers(publication.topic()) ? sharedLog : Optional.empty();
    }

    private static Outcome reserve(Publication publication, List<Inbox> all) {
        for (int reserved = 0; reserved < all.size(); reserved++) {
            if (all.get(reserved).listener().reserve(publication) instanceof Refused refused) {
                cancel(publication, all.subList(0, reserved));
                return refused;
            }
        }
        return PublishResult.TAKEN;
    }

    /**
     * Reserves space in the shared log. Space in the loops of this node is only checked, and reserved when the
     * publication arrives: a publication that is too large for a loop must not get into the shared log, where it would
     * block all nodes for ever.
     */
    private Outcome reserve(SharedLog shared, Publication publication) {
        List<Inbox> all = inboxes.get();
        return switch (reserve(publication, all)) {
            case Refused refused -> refused;
            case Taken room -> {
                cancel(publication, all);
                yield shared.reserve(publication);
            }
        };
    }

    private static void cancel(Publication publication, List<Inbox> reserved) {
        reserved.forEach(inbox -> inbox.listener().cancel(publication));
    }

    /** Sends it to the listeners that have reserved space for it, with an id if it is remembered. */
    private Taken send(Publication publication, List<Inbox> all) {
        // A node that does not remember the topic may send a publication to it. It is not in the shared log, so it gets
        // no id.
        if (sharedLog.isEmpty() && log.remembers(publication.topic())) {
            // The log passes on one publication after the other, so that all loops receive them in the order of their
            // ids.
            Optional<MessageId> id = log.append(publication, remembered -> sendInOrder(remembered, all));
            if (id.isPresent()) {
                return new Taken(id);
            }
        }
        sendInOrder(publication, all);
        return PublishResult.TAKEN;
    }

    /** An event loop processes messages in the order in which they were sent, also its own. */
    private void sendInOrder(Publication publication, List<Inbox> all) {
        for (Inbox inbox : all) {
            eventBus.send(inbox.address(), publication, TO_THIS_PROCESS);
        }
    }

    /** A publication to a topic with an interval; {@code all} are the listeners in which space is reserved. */
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
        public Outcome reserve() {
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
            // With the present time, so that the time to the last write does not include the rest of the interval.
            publish(new Publication(publication.topic(), publication.payload(), nowNanos));
        }

        private PublishResult publish(Publication letThrough) {
            Taken taken = send(letThrough, all);
            if (toOthers) {
                otherNodes.tell(letThrough);
            }
            return taken;
        }
    }

    /** A publication to a topic with an interval, for which space is reserved in the shared log. */
    private final class ForSharedLog implements Conflation.Arrival {
        private final SharedLog log;
        private final Publication publication;
        private final Optional<KeyPart> key;

        ForSharedLog(SharedLog log, Publication publication, Optional<KeyPart> key) {
            this.log = log;
            this.publication = publication;
            this.key = key;
        }

        @Override
        public TopicName topic() {
            return publication.topic();
        }

        @Override
        public Outcome reserve() {
            return PublicationBus.this.reserve(log, publication);
        }

        @Override
        public void cancel() {
            log.cancel(publication);
        }

        @Override
        public PublishResult publish() {
            return log.publish(publication, key);
        }

        @Override
        public void publishHeld(long nowNanos) {
            log.publish(new Publication(publication.topic(), publication.payload(), nowNanos), key);
        }
    }

    /**
     * Sends remembered publications over a log that several nodes share, from now on. To be called before anything is
     * published.
     *
     * @return receives the publications of the shared log
     */
    public Arrivals share(SharedLog with) {
        sharedLog = Optional.of(with);
        return new Arriving();
    }

    /** Receives the publications of the shared log. Confined to the thread that reads the log. */
    private final class Arriving implements Arrivals {
        private boolean hasStarted;

        @Override
        public List<Optional<Taken>> arrived(long first, List<Entry> entries) {
            List<Inbox> all = inboxes.get();
            List<Optional<Taken>> results = new ArrayList<>(entries.size());
            boolean[] repeated = new boolean[entries.size()];
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                Taken now = new Taken(Optional.of(log.id(first + i)));
                Optional<Taken> known = known(now, entry);
                repeated[i] = !known.equals(Optional.of(now));
                results.add(known);
                if (!repeated[i]) {
                    awaitSpace(entry.publication(), all);
                }
            }
            log.atOnce(() -> {
                for (int i = 0; i < entries.size(); i++) {
                    if (!repeated[i]) {
                        remember(first + i, entries.get(i).publication(), all);
                    }
                }
            });
            return results;
        }

        /**
         * The result for a publication: its id, or the first id of its key; empty if its key came with other
         * publications.
         */
        private Optional<Taken> known(Taken now, Entry entry) {
            if (entry.key().isEmpty()) {
                return Optional.of(now);
            }
            try {
                Optional<Taken> before = keys.first(entry.key().get());
                if (before.isEmpty()) {
                    keys.arrived(entry.key().get(), now);
                }
                return Optional.of(before.orElse(now));
            } catch (KeyReused reused) {
                return Optional.empty();
            }
        }

        private void remember(long offset, Publication publication, List<Inbox> all) {
            if (log.put(offset, publication, remembered -> sendInOrder(remembered, all))
                    .isEmpty()) {
                sendInOrder(publication, all);
            }
        }

        /** Blocks until every loop has space. The shared log keeps the publication meanwhile. */
        private void awaitSpace(Publication publication, List<Inbox> all) {
            while (reserve(publication, all) instanceof Refused) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("this node stops");
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }

        @Override
        public void restarted(String epoch, long through, List<LastValue> lastValues) {
            keys.forgetAll();
            log.restart(epoch, through);
            // At the first start, subscribers cannot have missed anything.
            boolean again = hasStarted;
            hasStarted = true;
            // Subscribers that may have some of them already are informed of a possible gap.
            List<Inbox> waiting = again ? List.of() : inboxes.get();
            lastValues.forEach(value -> restore(value, waiting));
            inboxes.get()
                    .forEach(inbox -> inbox.context().runOnContext(next -> {
                        if (again) {
                            inbox.listener().restartAt(through);
                        } else {
                            inbox.listener().startAt(through);
                        }
                    }));
        }

        private void restore(LastValue value, List<Inbox> all) {
            Publication publication = value.publication();
            awaitSpace(publication, all);
            if (log.restore(value.offset(), publication, remembered -> sendInOrder(remembered, all))
                    .isEmpty()) {
                PublicationBus.cancel(publication, all);
            }
        }

        @Override
        public Optional<LastValues> lastValues(String epoch, long after, long through) {
            List<Remembered> read = new ArrayList<>();
            OptionalLong reached = log.readLastValues(epoch, after, through, VALUES_MAX, VALUES_BYTES, read);
            return reached.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new LastValues(
                            read.stream()
                                    .map(each -> new LastValue(each.offset(), log.publication(each)))
                                    .toList(),
                            reached.getAsLong()));
        }

        @Override
        public long newest() {
            return log.newest().offset();
        }
    }

    /** Changes which topics have a least interval. Any thread may call this, but only one at a time. */
    public void use(List<TopicSettings> topics) {
        conflatedTopics.use(topics);
    }

    /** Publishes all held publications, and holds no more: for a node that stops. */
    public void flush() {
        conflatedTopics.flush();
    }

    private static List<Inbox> with(Inbox inbox, List<Inbox> all) {
        return Stream.concat(all.stream(), Stream.of(inbox)).toList();
    }

    private static List<Inbox> without(Inbox inbox, List<Inbox> all) {
        return all.stream().filter(other -> !other.equals(inbox)).toList();
    }

    /**
     * The publications that this node accepted, each counted once. JSON that other code publishes to all nodes is
     * counted by each node.
     */
    public long publishedCount() {
        return published.sum();
    }

    /** The publications that were replaced by a newer one of the same topic. */
    public long conflatedCount() {
        return conflatedTopics.replacedCount();
    }

    private PublishResult counted(PublishResult result) {
        switch (result) {
            case Taken taken -> published.increment();
            case Refused refused -> {}
            case Pending pending -> pending.outcome().thenAccept(this::counted);
        }
        return result;
    }
}
