package dev.carillon.loadtest.connect;

import dev.carillon.config.Rate;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Lane;
import dev.carillon.lane.Receiver;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Opens connections for clients, at the pace that the plan allows, until each has one; and again for clients that left.
 *
 * <p>An attempt keeps its place among the handshakes under way while it waits to be made again. So a server that refuses
 * everybody is asked by no more clients than that, ever more slowly, and one that refuses a few delays nobody else.
 * Clients that come again each come at their own time: to be many at once is what they are for.
 */
public final class Connector {
    private static final long PUMP_NANOS_MIN = 1_000_000;
    private static final long PATIENCE_CHECK_MILLIS = 100;

    private final Lane lane;
    private final Station station;
    private final Plan plan;
    private final LocalPorts ports;
    /** Local addresses, by their number, that connections were seen to come from. */
    private final BitSet verified = new BitSet();

    private final Roster roster;
    private final Clientele clientele;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final OpeningTally tally = new OpeningTally();
    private OpeningTally tallyAgain = new OpeningTally();
    /** Attempts for clients that never had a connection. */
    private final Set<Attempt> underWay = new HashSet<>();

    private final Set<Attempt> comingAgain = new HashSet<>();
    private final Queue<Attempt> waiting = new ArrayDeque<>();
    private final long beganNanos = System.nanoTime();
    private Pacer pacer;
    private Promise<Void> done = Promise.promise();
    /** Clients below this are to have connections. */
    private int goal;

    private int nextClient;
    private boolean pumpScheduled;
    private boolean stopped;
    private long firstNanos = -1;
    private final FirstAnswers firstAnswers = new FirstAnswers();
    /** Since when every attempt to come again has failed; 0 while none has. */
    private long failingSinceNanos;

    private long lastSuccessNanos;

    public Connector(Lane lane, Station station, Clientele clientele) {
        Share share = station.share();
        this.lane = lane;
        this.station = station;
        this.plan = station.plan();
        this.roster = station.roster();
        this.clientele = clientele;
        this.ports = new LocalPorts(
                plan.opening().local(), plan.opening().ports().of(station.seat()), share.first(plan.sockets()));
        this.pacer = new Pacer(plan.opening().rate().part(share.parts()), beganNanos);
    }

    /** As the other one, at the rate of the plan. */
    public Future<Void> openFirst(int number) {
        return openUpTo(number, plan.opening().rate().part(station.share().parts()));
    }

    /**
     * Ends when every client below {@code number} has its connection, or when patience is at an end; not to be called
     * before the last call has ended.
     */
    public Future<Void> openUpTo(int number, Rate rate) {
        goal = Math.max(goal, number);
        done = Promise.promise();
        lastSuccessNanos = System.nanoTime();
        if (firstNanos < 0) {
            firstNanos = lastSuccessNanos;
        }
        pacer = new Pacer(rate, lastSuccessNanos);
        pump();
        checkPatience();
        return done.future();
    }

    /** Opens a connection, in so much time, for a client that has lost its own; none when all is over. */
    public void openAgain(int client, long delayNanos) {
        if (stopped) {
            return;
        }
        beginLater(new Attempt(this, client, clientele.request(client), true), delayNanos);
    }

    private void beginLater(Attempt attempt, long delayNanos) {
        comingAgain.add(attempt);
        station.after(delayNanos, TimeUnit.NANOSECONDS, () -> {
            if (comingAgain.contains(attempt)) {
                attempt.begin();
            }
        });
    }

    /** The connection opened and was then found to be of no use: it ends without a word, and another one is opened. */
    public void reject(int client, Connection connection, FailureClass kind) {
        connection.receiver(Receiver.NOBODY);
        connection.close(Ending.CLOSED_HERE);
        left(connection);
        tally.countRejected(kind);
        beginLater(new Attempt(this, client, clientele.request(client), false), backoff.nanosAfter(1));
    }

    /** A connection that this opened has ended: its local end can be used again. */
    public void left(Connection connection) {
        ports.release(roster.leave(connection));
    }

    /** Whether a client is being connected that had a connection before. */
    public boolean isOpeningAgain() {
        return !comingAgain.isEmpty();
    }

    /** Whether all clients that had a connection before have tried in vain to have another, for as long as patience lasts. */
    public boolean hasLostPatience() {
        return failingSinceNanos != 0
                && System.nanoTime() - failingSinceNanos
                        > plan.opening().patience().toNanos();
    }

    /** Opens no more: connections that are being opened are given up. */
    public void stop() {
        stopped = true;
        comingAgain.forEach(Attempt::abandon);
        comingAgain.clear();
        giveUp();
    }

    public boolean isStopped() {
        return stopped;
    }

    public OpeningTally tally() {
        return tally;
    }

    /** From now on clients that had a connection before are counted there. */
    public void countAgainIn(OpeningTally other) {
        tallyAgain = other;
    }

    /** Of clients that had a connection before. */
    public OpeningTally tallyAgain() {
        return tallyAgain;
    }

    // ---- beginning

    private void pump() {
        while (hasWork()) {
            long now = System.nanoTime();
            if (!pacer.tryTake(now)) {
                pumpIn(pacer.nanosUntilNext(now));
                return;
            }
            nextAttempt().begin();
        }
        if (underWay.isEmpty()) {
            done.tryComplete();
        }
    }

    private boolean hasWork() {
        return !stopped
                && (!waiting.isEmpty()
                        || (nextClient < goal
                                && underWay.size() < plan.opening().handshakes()));
    }

    private Attempt nextAttempt() {
        Attempt failedBefore = waiting.poll();
        if (failedBefore != null) {
            return failedBefore;
        }
        int client = nextClient++;
        Attempt fresh = new Attempt(this, client, clientele.request(client), false);
        underWay.add(fresh);
        return fresh;
    }

    private void pumpIn(long nanos) {
        if (!pumpScheduled) {
            pumpScheduled = true;
            station.after(Math.max(nanos, PUMP_NANOS_MIN), TimeUnit.NANOSECONDS, () -> {
                pumpScheduled = false;
                pump();
            });
        }
    }

    private void checkPatience() {
        if (done.future().isComplete()) {
            return;
        }
        if (System.nanoTime() - lastSuccessNanos > plan.opening().patience().toNanos()) {
            giveUp();
            return;
        }
        station.after(PATIENCE_CHECK_MILLIS, TimeUnit.MILLISECONDS, this::checkPatience);
    }

    private void giveUp() {
        underWay.forEach(Attempt::abandon);
        underWay.clear();
        waiting.clear();
        nextClient = goal;
        done.tryComplete();
    }

    // ---- what attempts need

    LocalPorts ports() {
        return ports;
    }

    Connection connect(int client, int end, Receiver receiver) throws IOException {
        InetSocketAddress remote = plan.target().address(clientele.topic(client), clientele.turn(client));
        long began = System.nanoTime();
        try {
            return lane.connect(ports.socketAddress(end), remote, receiver);
        } finally {
            tally.countCall(System.nanoTime() - began);
        }
    }

    long handshakeNanos() {
        return plan.opening().handshakeTimeout().toNanos();
    }

    ScheduledFuture<?> timer(long nanos, Runnable action) {
        return station.timer(nanos, TimeUnit.NANOSECONDS, action);
    }

    /** Whether the connection has the local end that was asked for; of each address only the first is looked at. */
    boolean isFrom(int end, Connection connection) {
        int address = LocalPorts.addressOf(end);
        if (!verified.get(address)) {
            verified.set(address, isSameEnd(ports.socketAddress(end), connection.localAddress()));
        }
        return verified.get(address);
    }

    private static boolean isSameEnd(InetSocketAddress asked, InetSocketAddress got) {
        return asked.getPort() == got.getPort()
                && (asked.getAddress().isAnyLocalAddress() || asked.getAddress().equals(got.getAddress()));
    }

    // ---- what attempts tell

    /** The connection is open by {@code answer}; {@code bytes} are what the server sent behind that. */
    void opened(Attempt attempt, int end, Connection connection, ByteBuffer bytes, ResponseHead answer) {
        long now = System.nanoTime();
        firstAnswers.onOther();
        failingSinceNanos = 0;
        if (!comingAgain.remove(attempt)) {
            underWay.remove(attempt);
            lastSuccessNanos = now;
        }
        tallyOf(attempt).countOpened(now - firstNanos, now - attempt.beganNanos());
        roster.enter(attempt.client(), connection, end);
        Receiver receiver = clientele.welcome(attempt.client(), answer);
        connection.receiver(receiver);
        receiver.onOpen(connection);
        if (bytes.hasRemaining() && connection.isOpen()) {
            connection.receiver().onBytes(connection, bytes);
        }
        pump();
    }

    void failed(Attempt attempt, FailureClass kind, String detail) {
        firstAnswers.onOther();
        goOn(attempt, kind, detail);
    }

    /** As the other one, where the server has said why. */
    void refused(Attempt attempt, Refusal refusal) {
        if (refusal.isLasting()) {
            lasts(attempt, refusal.kind(), FailureClass.BAD_HANDSHAKE, refusal.text());
        } else {
            failed(attempt, FailureClass.BAD_HANDSHAKE, refusal.text());
        }
    }

    /** As the other one, where there is a connection, but no TLS over it. */
    void notSecured(Attempt attempt, TlsFailure failure) {
        if (failure.isLasting()) {
            lasts(attempt, failure.text(), FailureClass.TLS, failure.text());
        } else {
            failed(attempt, FailureClass.TLS, failure.text());
        }
    }

    /** The next attempt will fail in the same way; {@code reason} is the same for failures for the same reason. */
    private void lasts(Attempt attempt, String reason, FailureClass kind, String detail) {
        firstAnswers.onRefusal(reason);
        goOn(attempt, kind, detail);
        if (firstAnswers.isFinal(goal)) {
            giveUp();
        }
    }

    private void goOn(Attempt attempt, FailureClass kind, String detail) {
        tallyOf(attempt).count(kind, detail);
        if (attempt.isAgain() && failingSinceNanos == 0) {
            failingSinceNanos = System.nanoTime();
        }
        station.after(backoff.nanosAfter(attempt.failures()), TimeUnit.NANOSECONDS, () -> tryAgain(attempt));
    }

    /** The local end is somebody else's: the next one is tried, in a turn of its own, since there may be many. */
    void skip(int end, Attempt attempt) {
        ports.skip(end);
        tallyOf(attempt).countSkippedPort();
        station.loop().execute(() -> {
            if (isWanted(attempt)) {
                attempt.begin();
            }
        });
    }

    private void tryAgain(Attempt attempt) {
        if (comingAgain.contains(attempt)) {
            attempt.begin();
        } else if (underWay.contains(attempt)) {
            waiting.add(attempt);
            pump();
        }
    }

    private boolean isWanted(Attempt attempt) {
        return underWay.contains(attempt) || comingAgain.contains(attempt);
    }

    private OpeningTally tallyOf(Attempt attempt) {
        return attempt.isAgain() ? tallyAgain : tally;
    }
}
