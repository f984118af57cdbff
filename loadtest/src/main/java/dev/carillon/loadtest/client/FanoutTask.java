package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Roster;
import dev.carillon.loadtest.connect.Station;
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
import org.jspecify.annotations.Nullable;

/**
 * Publishers and subscribers. The first clients of a loop publish, the others check what they get: {@code int}s of its
 * {@link Accounts} are all that a subscriber has of its own.
 *
 * <p>What publishers get back of their own topic is not looked at, since not every server sends it to them.
 */
final class FanoutTask implements Task {

    /** Long enough for a server to have subscribed the clients that it has just let in. */
    private static final long SETTLE_NANOS = 500_000_000;

    private final Fanout fanout;
    private final Target target;
    private final Roster roster;
    private final Requests requests;
    private final DeliveryTally tally;
    private final PayloadFormat format;
    private final PublishSchedule schedule;
    /** The schedule, where it waits for deliveries. */
    private final Optional<WindowSchedule> window;

    private final Publishers publishers;
    private final Accounts accounts;
    private final Stamp stamp = new Stamp();
    private final Outlet outlet;
    private final Optional<Envelopes> envelopes;
    private final SlowReading slow;
    private final int firstSubscriber;
    private final BitSet subscribed = new BitSet();
    private final Optional<SubscriberRamp> ramp;
    private final Optional<Resuming> resuming;
    private @Nullable Timetable timetable;
    private boolean over;
    private long received;

    /** The number of the {@code run} tells its publications from those of others. */
    static FanoutTask of(Station station, Fanout fanout, int run, Vertx vertx) {
        Plan plan = station.plan();
        int publishers = station.share().count(fanout.publishers());
        long publications = PublishSchedule.of(fanout).count(fanout.warmUp().plus(plan.duration()));
        DeliveryTally tally = new DeliveryTally(fanout, publications);
        Outlet outlet = switch (fanout.by()) {
            case WEBSOCKET ->
                new WebSocketOutlet(station.roster(), publishers, plan.target().dialect());
            case HTTP -> new HttpOutlet(vertx, station, fanout, tally::countRefused);
        };
        return new FanoutTask(station, fanout, run, tally, outlet);
    }

    private FanoutTask(Station station, Fanout fanout, int run, DeliveryTally tally, Outlet outlet) {
        Plan plan = station.plan();
        this.fanout = fanout;
        this.target = plan.target();
        this.roster = station.roster();
        this.requests = Requests.of(station, fanout.topics());
        this.format = new PayloadFormat(run, fanout.size(), station.clock());
        this.schedule = PublishSchedule.of(fanout);
        this.window = schedule instanceof WindowSchedule closed ? Optional.of(closed) : Optional.empty();
        this.tally = tally;
        this.outlet = outlet;
        this.envelopes =
                plan.target().dialect().wraps() ? Optional.of(new Envelopes(format, fanout.size())) : Optional.empty();
        this.publishers = new Publishers(station, outlet, fanout.topics(), schedule, format, tally);
        this.firstSubscriber = station.share().first(plan.connections());
        int subscribers = station.share().count(plan.connections());
        this.slow = new SlowReading(station, fanout.slow(), tally.slow);
        this.accounts = new Accounts(fanout, plan.target(), schedule, tally, firstSubscriber, subscribers);
        this.ramp = fanout.scenario()
                .map(scenario -> new SubscriberRamp(
                        station, scenario, fanout.warmUp(), publishers.clients(), tally.phases.all()));
        this.resuming = fanout.breaks()
                .map(breaks -> new Resuming(
                        station, breaks, publishers.clients(), firstSubscriber, tally.resume.orElseThrow()));
    }

    // ---- which client asks for what

    @Override
    public ClientRequest request(int client) {
        Optional<ClientRequest> own = resuming.filter(all -> !isPublisher(client))
                .flatMap(all -> all.request(client, topic(client), requests));
        return own.orElseGet(() -> requests.of(client, topic(client)));
    }

    @Override
    public List<String> firstMessages(int client) {
        return resuming.filter(all -> !isPublisher(client))
                .map(all -> all.messages(client))
                .orElse(List.of());
    }

    @Override
    public int atStart(int clients) {
        return ramp.map(all -> publishers.clients() + all.atStart()).orElse(clients);
    }

    @Override
    public void meet(ConnectionControl control) {
        slow.meet(control);
        ramp.ifPresent(all -> all.meet(control, this::onUnwanted));
        resuming.ifPresent(all -> all.meet(control));
    }

    @Override
    public void onOpen(int client) {
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
    public boolean isNoLoss(int client, CloseCause cause, int code) {
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
    public void onGone(int client) {
        ramp.ifPresent(all -> {
            settle(client);
            all.onGone(client);
        });
        resuming.ifPresent(all -> all.onGone(client));
    }

    /** What has fallen due for a subscriber until now, and has not come. */
    private int missed(int client) {
        Timetable times = timetable;
        if (times == null) {
            return 0;
        }
        long elapsed = Math.min(System.nanoTime(), times.endNanos()) - times.startNanos();
        return accounts.missing(local(client), elapsed);
    }

    /** Of what falls due from now on, when the server has had time to subscribe it, it is to have everything. */
    private void beginNow(int client) {
        Timetable times = timetable;
        if (times == null) {
            return;
        }
        long since = System.nanoTime() + SETTLE_NANOS - times.startNanos();
        accountUntil(client, times, since);
        accounts.begin(local(client), since);
    }

    /** The subscriber has left: what came until then is all that it could have. */
    private void settle(int client) {
        if (subscribed.get(client)) {
            accounts.closeNow(local(client));
            subscribed.clear(client);
        }
    }

    /** What fell due while a subscriber that had lost its connection was to be there is lost for it. */
    private void accountUntil(int client, Timetable times, long nanos) {
        if (subscribed.get(client)) {
            long until = Math.min(nanos, times.endNanos() - times.startNanos());
            accounts.closeAt(local(client), until);
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

    /** Nobody waits for a subscriber that is gone. */
    private void leave(WindowSchedule closed, int client) {
        if (!closed.leave(client, topic(client))) {
            return;
        }
        for (int publisher = topic(client); publisher < fanout.publishers(); publisher += fanout.topics()) {
            closed.settle(publisher, accounts.highest(local(client), publisher), closed.sent(publisher));
        }
        publishers.goOnSoon();
    }

    @Override
    public boolean isDeserted() {
        boolean anybody = subscribed.stream().anyMatch(client -> roster.connection(client) != null);
        return (!anybody && !slow.holdsAny()) || outlet.isRefused();
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
    public int topic(int client) {
        return fanout.topicOf(isPublisher(client) ? publishers.first() + client : subscriber(client));
    }

    @Override
    public int turn(int client) {
        return fanout.turnOf(isPublisher(client) ? publishers.first() + client : subscriber(client));
    }

    // ---- what comes

    @Override
    public void onMessage(Connection connection, ByteBuffer message) {
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
            tally.countForeign();
        }
    }

    /** Says also where the subscriber is, and may bring what it missed. */
    @Override
    public void onReady(Connection connection, ByteBuffer message) {
        int client = connection.slot();
        onOpen(client);
        if (resuming.isPresent() && !isPublisher(client)) {
            boolean _ = readAll(client, message, resuming.get());
        }
    }

    @Override
    public void onId(int client, ByteBuffer id) {
        if (resuming.isPresent()) {
            resuming.get().onId(client, id);
        }
    }

    private void read(int client, ByteBuffer publication) {
        switch (format.read(publication, stamp)) {
            case OURS -> onPublication(client);
            case FOREIGN -> tally.countForeign();
            case GARBLED -> tally.countGarbled();
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
            tally.countGarbled();
        } else if (fanout.topicOf(publisher) != topic(client)) {
            tally.countMisrouted();
        } else {
            follow(client, publisher);
        }
    }

    private void follow(int client, int publisher) {
        int before = accounts.highest(local(client), publisher);
        boolean isNew = accounts.onSequence(local(client), publisher, stamp.sequence());
        if (isNew && resuming.isPresent()) {
            resuming.get().onNew(client);
        }
        if (isNew && isMeasured() && isTimed(client)) {
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
                && accounts.isBeforeItsTime(local(client), stamp.intendedNanos() - timetable.startNanos());
    }

    /** What a subscriber missed comes as late as it does. */
    private boolean isTimed(int client) {
        return resuming.isEmpty() || resuming.get().stays(client);
    }

    private boolean isMeasured() {
        return timetable != null && timetable.isMeasured(stamp.intendedNanos());
    }

    // ---- the order of a run

    @Override
    public void begin(Timetable times) {
        timetable = times;
        slow.begin();
        publishers.begin(times);
        ramp.ifPresent(all -> all.begin(times));
        resuming.ifPresent(all -> all.begin(times));
    }

    @Override
    public int[] end() {
        over = true;
        slow.end();
        ramp.ifPresent(SubscriberRamp::end);
        resuming.ifPresent(Resuming::end);
        return publishers.end();
    }

    @Override
    public boolean isDrained(int[] published) {
        return slow.hasCaughtUp()
                && (resuming.isEmpty() || resuming.get().isSettled())
                && subscribed.stream().allMatch(client -> isAway(client) || accounts.hasAll(local(client), published));
    }

    /** Nobody waits for a subscriber that is gone and does not come back. */
    private boolean isAway(int client) {
        return roster.connection(client) == null && resuming.isEmpty();
    }

    @Override
    public WorkTally conclude(int[] published) {
        outlet.close();
        subscribed.stream().forEach(client -> accounts.close(local(client), published));
        slow.conclude(client -> due(client, published));
        subscribed.clear();
        accounts.conclude();
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
    public Histogram latencies(KeepAliveTally keepAlives) {
        return tally.fromIntended;
    }

    @Override
    public long sent() {
        return tally.sent.count();
    }

    @Override
    public long received() {
        return received;
    }
}
