package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.measure.Stamp;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;

/**
 * Publishers, and subscribers that stay connected. The first clients of a loop publish, the others subscribe and check
 * what they receive. The state of a subscriber is a few {@code int}s in {@link ExpectedDeliveries}.
 *
 * <p>Publications that a publisher receives are ignored, since not every server sends them to the publisher.
 */
sealed class FanoutTask extends Task<DeliveryTally> permits PhasesTask, ResumingTask, SlowTask {
    final Fanout fanout;
    private final Target target;
    private final PayloadFormat format;
    private final PublishSchedule schedule;

    private final PublicationSender sender;
    private final Publishers publishers;
    final ExpectedDeliveries expected;
    final Stamp stamp = new Stamp();
    final Optional<Envelopes> envelopes;
    /** The first client that subscribes. Clients with lower numbers publish. */
    final int first;

    /** The number of the first subscriber among the subscribers of all loops. */
    final int firstNumber;

    final BitSet subscribed = new BitSet();

    /** The task for the subscribers of {@code fanout}; {@code run} marks its publications. */
    static FanoutTask of(Clients clients, Fanout fanout, int run, Vertx vertx) {
        if (fanout.scenario().isPresent()) {
            return new PhasesTask(clients, fanout, fanout.scenario().get(), run, vertx);
        }
        if (fanout.breaks().isPresent()) {
            return new ResumingTask(clients, fanout, fanout.breaks().get(), run, vertx);
        }
        return fanout.slow().isPresent()
                ? new SlowTask(clients, fanout, fanout.slow().get(), run, vertx)
                : new FanoutTask(clients, fanout, run, vertx);
    }

    FanoutTask(Clients clients, Fanout fanout, int run, Vertx vertx) {
        PublishSchedule schedule = PublishSchedule.of(fanout);
        Plan plan = clients.loop.plan();
        super(
                clients,
                fanout.topics(),
                new DeliveryTally(fanout, schedule.count(fanout.warmUp().plus(plan.duration()))));
        this.fanout = fanout;
        this.target = plan.target();
        this.format = new PayloadFormat(run, fanout.size(), loop.clock());
        this.schedule = schedule;
        this.sender = switch (fanout.by()) {
            case WEBSOCKET -> new WebSocketSender(loop, fanout);
            case HTTP -> new HttpSender(vertx, loop, fanout, tally::countRefused);
        };
        this.publishers = new Publishers(loop, sender, fanout.topics(), schedule, format, tally);
        this.envelopes = Envelopes.of(target.dialect(), format, fanout.size());
        this.first = sender.clients();
        this.firstNumber = loop.share().first(plan.connections());
        this.expected = new ExpectedDeliveries(fanout, target, schedule, tally, first, firstNumber, connections.size());
    }

    private boolean isPublisher(int client) {
        return client < first;
    }

    /** The number of a publisher among the publishers of all loops, or of a subscriber among the subscribers. */
    final int number(int client) {
        return isPublisher(client) ? publishers.first + client : firstNumber + client - first;
    }

    @Override
    int topic(int client) {
        return fanout.topicOf(number(client));
    }

    @Override
    int turn(int client) {
        return fanout.turnOf(number(client));
    }

    // ---- connections of subscribers

    @Override
    final void onOpen(int client) {
        if (!isPublisher(client)) {
            onSubscriber(client);
        }
    }

    /** Called when the connection of a subscriber is ready. */
    void onSubscriber(int client) {
        subscribed.set(client);
        schedule.enter(client, topic(client));
    }

    @Override
    boolean hasCountedEnd(int client, CloseCause cause, int code) {
        if (!isPublisher(client)) {
            if (schedule.leave(client, topic(client), publisher -> expected.highest(client, publisher))) {
                publishers.goOnSoon();
            }
            onLost(client);
        }
        return false;
    }

    /** Called when the connection of a subscriber has ended unexpectedly. */
    void onLost(int client) {}

    /** Whether a subscriber is expected to receive nothing, because it is disconnected and does not reconnect. */
    boolean isAway(int client) {
        return !isConnected(client);
    }

    /** Whether at least one subscriber that is measured is connected. */
    boolean hasSubscribers() {
        return subscribed.stream().anyMatch(this::isConnected);
    }

    @Override
    final boolean isDeserted() {
        return !hasSubscribers() || sender.isRefused();
    }

    // ---- messages

    @Override
    final void onMessage(Connection connection, ByteBuffer message) {
        int client = connection.slot();
        if (!isPublisher(client)) {
            received++;
            readMessage(client, message);
        }
    }

    /** Reads a message that contains one publication. */
    void readMessage(int client, ByteBuffer message) {
        envelopes.ifPresent(around -> around.open(message));
        read(client, message);
    }

    final void read(int client, ByteBuffer publication) {
        switch (format.read(publication, stamp)) {
            case OURS -> onPublication(client);
            case FOREIGN -> tally.foreign.increment();
            case GARBLED -> tally.defect(Defect.GARBLED).increment();
        }
    }

    /** Counts the publication that was read into {@link #stamp}. */
    void onPublication(int client) {
        int publisher = stamp.publisher();
        if (publisher >= fanout.publishers()) {
            tally.defect(Defect.GARBLED).increment();
        } else if (fanout.topicOf(publisher) != topic(client)) {
            tally.defect(Defect.MISROUTED).increment();
        } else {
            follow(client, publisher);
        }
    }

    private void follow(int client, int publisher) {
        int before = expected.highest(client, publisher);
        boolean isNew = expected.onSequence(client, publisher, stamp.sequence());
        if (isNew && onNew(client) && isMeasured(stamp.intendedNanos())) {
            long now = System.nanoTime();
            tally.time(stamp, now, schedule.number(publisher, stamp.sequence() - 1));
            if (target.cluster()) {
                timeNode(target.node(turn(client)), now);
            }
        }
        if (schedule.settle(publisher, before, stamp.sequence())) {
            publishers.goOnSoon();
        }
    }

    /** Called when a publication arrives for the first time. Returns whether this subscriber's deliveries are timed. */
    boolean onNew(int client) {
        return true;
    }

    private void timeNode(int node, long nowNanos) {
        boolean same = node == target.node(fanout.turnOf(stamp.publisher()));
        tally.nodes.at(node).time(same, nowNanos - stamp.intendedNanos());
    }

    // ---- the order of a run

    @Override
    void begin(Timetable times) {
        super.begin(times);
        publishers.begin(times);
    }

    @Override
    int[] end() {
        over = true;
        return publishers.end();
    }

    @Override
    boolean isDrained(int[] published) {
        return subscribed.stream().allMatch(client -> isAway(client) || expected.hasAll(client, published));
    }

    @Override
    void conclude(int[] published) {
        sender.close();
        subscribed.stream().forEach(client -> expected.close(client, published));
        subscribed.clear();
        expected.conclude();
    }
}
