package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.measure.Stamp;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Publishers and subscribers. The first clients of a loop publish, the others check what they get: {@code int}s of its
 * {@link ExpectedDeliveries} are all that a subscriber has of its own.
 *
 * <p>Publications that publishers receive on their own topic are ignored, since not every server sends them.
 */
final class FanoutTask extends Task {

    /** Long enough for a server to have subscribed the clients that it has just let in. */
    private static final long SETTLE_NANOS = 500_000_000;

    private final Fanout fanout;
    private final Target target;
    private final DeliveryTally tally;
    private final PayloadFormat format;
    private final PublishSchedule schedule;
    /** The schedule, where it waits for deliveries. */
    private final Optional<WindowSchedule> window;

    private final Publishers publishers;
    private final ExpectedDeliveries expected;
    private final Stamp stamp = new Stamp();
    private final PublicationSender sender;
    private final Optional<Envelopes> envelopes;
    private final SlowReading slow;
    private final int firstSubscriber;
    private final BitSet subscribed = new BitSet();
    private final Optional<SubscriberRamp> ramp;
    private final Optional<Resuming> resuming;
    private boolean over;

    /** @param run the number that tells its publications from those of other runs */
    FanoutTask(TesterLoop loop, ConnectionControl control, Fanout fanout, int run, Vertx vertx) {
        super(loop, fanout.topics());
        Plan plan = loop.plan();
        this.fanout = fanout;
        this.target = plan.target();
        this.format = new PayloadFormat(run, fanout.size(), loop.clock());
        this.schedule = PublishSchedule.of(fanout);
        this.window = schedule instanceof WindowSchedule closed ? Optional.of(closed) : Optional.empty();
        this.tally = new DeliveryTally(fanout, schedule.count(fanout.warmUp().plus(plan.duration())));
        this.sender = sender(loop, fanout, vertx, tally);
        this.envelopes = Envelopes.of(plan.target().dialect(), format, fanout.size());
        this.publishers = new Publishers(loop, sender, fanout.topics(), schedule, format, tally);
        this.firstSubscriber = loop.share().first(plan.connections());
        int subscribers = loop.share().count(plan.connections());
        this.slow = new SlowReading(loop, control, fanout.slow(), tally.slow);
        this.expected = new ExpectedDeliveries(fanout, plan.target(), schedule, tally, firstSubscriber, subscribers);
        this.ramp = fanout.scenario()
                .map(scenario -> new SubscriberRamp(
                        loop, control, fanout, publishers.clients(), tally.phases.all(), this::onUnwanted));
        this.resuming = fanout.breaks()
                .map(breaks -> new Resuming(loop, control, breaks, publishers.clients(), tally.resume.orElseThrow()));
    }

    private static PublicationSender sender(TesterLoop loop, Fanout fanout, Vertx vertx, DeliveryTally tally) {
        return switch (fanout.by()) {
            case WEBSOCKET ->
                new WebSocketSender(
                        loop.connections(),
                        loop.share().count(fanout.publishers()),
                        loop.plan().target().dialect());
            case HTTP -> new HttpSender(vertx, loop, fanout, tally::countRefused);
        };
    }

    // ---- which client asks for what

    @Override
    ClientRequest request(int client) {
        Optional<ClientRequest> own = resuming.filter(all -> !isPublisher(client))
                .flatMap(all -> all.request(client, topic(client), requests));
        return own.orElseGet(() -> requests.of(client, topic(client)));
    }

    @Override
    List<String> firstMessages(int client) {
        return resuming.filter(all -> !isPublisher(client))
                .map(all -> all.messages(client))
                .orElse(List.of());
    }

    @Override
    int atStart(int clients) {
        return ramp.map(all -> publishers.clients() + all.atStart()).orElse(clients);
    }

    @Override
    void onOpen(int client) {
        if (isPublisher(client)) {
            return;
        }
        if (ramp.isPresent() && over) {
            return;
        }
        if (ramp.isPresent() && ramp.get().onOpen(client)) {
            beginNow(client);
        }
        resuming.ifPresent(all -> all.onOpen(client, missed(client)));
        if (slow.isOne(subscriber(client))) {
            slow.enter(client, subscriber(client));
        } else {
            subscribed.set(client);
            window.ifPresent(closed -> closed.enter(client, topic(client)));
        }
    }

    @Override
    boolean isNoLoss(int client, CloseCause cause, int code) {
        window.ifPresent(closed -> leave(closed, client));
        if (slow.leave(client, cause, code)) {
            return true;
        }
        if (!isPublisher(client)) {
            ramp.ifPresent(all -> all.onLost(client));
            resuming.ifPresent(all -> all.onLost(client));
        }
        return false;
    }

    @Override
    void onGone(int client) {
        ramp.ifPresent(all -> {
            settle(client);
            all.onGone(client);
        });
        resuming.ifPresent(all -> all.onGone(client));
    }

    /** Publications that have fallen due for a subscriber and have not come. */
    private int missed(int client) {
        Timetable times = timetable;
        if (times == null) {
            return 0;
        }
        long elapsed = Math.min(System.nanoTime(), times.endNanos()) - times.startNanos();
        return expected.missing(local(client), elapsed);
    }

    /** It is expected to receive everything that falls due from now on, after the server has had time to subscribe it. */
    private void beginNow(int client) {
        Timetable times = timetable;
        if (times == null) {
            return;
        }
        long since = System.nanoTime() + SETTLE_NANOS - times.startNanos();
        accountUntil(client, times, since);
        expected.begin(local(client), since);
    }

    /** The subscriber has left: what came until then is all that it could have. */
    private void settle(int client) {
        if (subscribed.get(client)) {
            expected.closeNow(local(client));
            subscribed.clear(client);
        }
    }

    /** Publications that fell due while a subscriber had lost its connection against the plan are lost for it. */
    private void accountUntil(int client, Timetable times, long nanos) {
        if (subscribed.get(client)) {
            long until = Math.min(nanos, times.endNanos() - times.startNanos());
            expected.closeAt(local(client), until);
            subscribed.clear(client);
        }
    }

    /** A subscriber that has lost its connection is not to come again. */
    private void onUnwanted(int client) {
        Timetable times = timetable;
        if (times != null) {
            accountUntil(client, times, System.nanoTime() - times.startNanos());
        }
    }

    /** A subscriber that is gone is not waited for. */
    private void leave(WindowSchedule closed, int client) {
        if (!closed.leave(client, topic(client))) {
            return;
        }
        for (int publisher = topic(client); publisher < fanout.publishers(); publisher += fanout.topics()) {
            closed.settle(publisher, expected.highest(local(client), publisher), closed.sent(publisher));
        }
        publishers.goOnSoon();
    }

    @Override
    boolean isDeserted() {
        boolean anybody = subscribed.stream().anyMatch(client -> connections.of(client) != null);
        return (!anybody && !slow.holdsAny()) || sender.isRefused();
    }

    private boolean isPublisher(int client) {
        return client < publishers.clients();
    }

    /** The number of a subscriber among those of all loops. */
    private int subscriber(int client) {
        return firstSubscriber + local(client);
    }

    /** The number of a subscriber among those of this loop. */
    private int local(int client) {
        return client - publishers.clients();
    }

    @Override
    int topic(int client) {
        return fanout.topicOf(isPublisher(client) ? publishers.first() + client : subscriber(client));
    }

    @Override
    int turn(int client) {
        return fanout.turnOf(isPublisher(client) ? publishers.first() + client : subscriber(client));
    }

    // ---- what comes

    @Override
    void onMessage(Connection connection, ByteBuffer message) {
        int client = connection.slot();
        if (isPublisher(client)) {
            return;
        }
        received++;
        if (slow.has(client)) {
            slow.onMessage(connection, message.remaining());
            return;
        }
        if (resuming.isEmpty()) {
            envelopes.ifPresent(around -> around.open(message));
            read(client, message);
        } else if (!readAll(client, message, resuming.get())) {
            tally.foreign.increment();
        }
    }

    /** Says also where the subscriber is, and may bring what it missed. */
    @Override
    void onReady(Connection connection, ByteBuffer message) {
        int client = connection.slot();
        onOpen(client);
        if (resuming.isPresent() && !isPublisher(client)) {
            boolean _ = readAll(client, message, resuming.get());
        }
    }

    @Override
    void onId(int client, ByteBuffer id) {
        if (resuming.isPresent()) {
            resuming.get().onId(client, id);
        }
    }

    private void read(int client, ByteBuffer publication) {
        switch (format.read(publication, stamp)) {
            case OURS -> onPublication(client);
            case FOREIGN -> tally.foreign.increment();
            case GARBLED -> tally.defect(Defect.GARBLED).increment();
        }
    }

    /** A server may bring all that a subscriber missed in one message. Returns whether there was any publication in it. */
    private boolean readAll(int client, ByteBuffer message, Resuming subscribers) {
        int begin = message.position();
        int limit = message.limit();
        int start = limit;
        int end = limit;
        subscribers.beforeReading(client, message);
        while (envelopes.orElseThrow().open(message)) {
            start = message.position();
            end = message.limit();
            read(client, message);
            message.limit(limit).position(end);
        }
        subscribers.afterReading(client, message.position(begin), start, end);
        return start < limit;
    }

    private void onPublication(int client) {
        if (isBeforeItsTime(client)) {
            return;
        }
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
        int before = expected.highest(local(client), publisher);
        boolean isNew = expected.onSequence(local(client), publisher, stamp.sequence());
        if (isNew && resuming.isPresent()) {
            resuming.get().onNew(client);
        }
        if (isNew && isMeasured(stamp.intendedNanos()) && isTimed(client)) {
            long number = schedule.number(publisher, stamp.sequence() - 1);
            long now = System.nanoTime();
            tally.time(stamp, now, number);
            if (target.cluster()) {
                timeNode(turn(client), now);
            }
        }
        if (window.isPresent() && window.get().settle(publisher, before, stamp.sequence())) {
            publishers.goOnSoon();
        }
    }

    private void timeNode(int turn, long nowNanos) {
        boolean same = target.node(turn) == target.node(fanout.turnOf(stamp.publisher()));
        tally.nodes.at(target.node(turn)).time(same, nowNanos - stamp.intendedNanos());
    }

    private boolean isBeforeItsTime(int client) {
        return ramp.isPresent() && (!subscribed.get(client) || isDueBefore(client));
    }

    private boolean isDueBefore(int client) {
        return timetable != null
                && expected.isBeforeItsTime(local(client), stamp.intendedNanos() - timetable.startNanos());
    }

    /** Subscribers that stay connected are timed; the others receive what they missed late. */
    private boolean isTimed(int client) {
        return resuming.isEmpty() || resuming.get().stays(client);
    }

    // ---- the order of a run

    @Override
    void begin(Timetable times) {
        super.begin(times);
        slow.begin();
        publishers.begin(times);
        ramp.ifPresent(all -> all.begin(times));
        resuming.ifPresent(all -> all.begin(times));
    }

    @Override
    int[] end() {
        over = true;
        slow.end();
        ramp.ifPresent(SubscriberRamp::end);
        resuming.ifPresent(Resuming::end);
        return publishers.end();
    }

    @Override
    boolean isDrained(int[] published) {
        return slow.hasCaughtUp()
                && (resuming.isEmpty() || resuming.get().isSettled())
                && subscribed.stream().allMatch(client -> isAway(client) || expected.hasAll(local(client), published));
    }

    /** A subscriber that is gone and does not come back is not waited for. */
    private boolean isAway(int client) {
        return connections.of(client) == null && resuming.isEmpty();
    }

    @Override
    WorkTally conclude(int[] published) {
        sender.close();
        subscribed.stream().forEach(client -> expected.close(local(client), published));
        slow.conclude(client -> due(client, published));
        subscribed.clear();
        expected.conclude();
        return tally;
    }

    /** Publications of the topic of a client. */
    private long due(int client, int[] published) {
        long due = 0;
        for (int publisher = topic(client); publisher < published.length; publisher += fanout.topics()) {
            due += Math.max(0, published[publisher]);
        }
        return due;
    }

    @Override
    Histogram latencies(KeepAliveTally keepAlives) {
        return tally.fromIntended;
    }

    @Override
    long sent() {
        return tally.sent.count();
    }
}
