package dev.carillon.loadtest.connect;

import dev.carillon.lane.Connection;
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
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Opens connections for clients, at the pace that the plan allows, until each has one.
 *
 * <p>An attempt keeps its place among the handshakes under way while it waits to be made again. So a server that refuses
 * everybody is asked by no more clients than that, ever more slowly, and one that refuses a few delays nobody else.
 */
public final class Connector {
    private static final long PUMP_NANOS_MIN = 1_000_000;
    private static final long PATIENCE_CHECK_MILLIS = 100;

    private final Lane lane;
    private final Station station;
    private final Plan plan;
    private final LocalPorts ports;
    private final Roster roster;
    private final Clientele clientele;
    private final Pacer pacer;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final OpeningTally tally = new OpeningTally();

    private final Set<Attempt> underWay = new HashSet<>();
    private final Queue<Attempt> again = new ArrayDeque<>();
    private final Promise<Void> done = Promise.promise();
    private int nextClient;
    private boolean pumpScheduled;
    private long beganNanos;
    private long lastSuccessNanos;

    public Connector(Lane lane, Station station, Clientele clientele) {
        Share share = station.share();
        this.lane = lane;
        this.station = station;
        this.plan = station.plan();
        this.roster = station.roster();
        this.clientele = clientele;
        this.ports =
                new LocalPorts(plan.opening().local(), plan.opening().ports().of(share), share.first(plan.sockets()));
        this.pacer = new Pacer(plan.opening().rate().part(share.parts()), System.nanoTime());
    }

    /** Ends when every client of the roster has its connection, or when patience is at an end. */
    public Future<Void> openAll() {
        beganNanos = System.nanoTime();
        lastSuccessNanos = beganNanos;
        pump();
        checkPatience();
        return done.future();
    }

    /** A connection that this opened has ended: its local end can be used again. */
    public void left(Connection connection) {
        ports.release(roster.leave(connection));
    }

    public OpeningTally tally() {
        return tally;
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
        return !again.isEmpty()
                || (nextClient < roster.size()
                        && underWay.size() < plan.opening().handshakes());
    }

    private Attempt nextAttempt() {
        Attempt waiting = again.poll();
        if (waiting != null) {
            return waiting;
        }
        int client = nextClient++;
        Attempt fresh = new Attempt(this, client, clientele.handshake(client));
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
        again.clear();
        nextClient = roster.size();
        done.tryComplete();
    }

    // ---- what attempts need

    LocalPorts ports() {
        return ports;
    }

    Connection connect(int end, Receiver receiver) throws IOException {
        InetSocketAddress remote = plan.target().address();
        return lane.connect(ports.socketAddress(end), remote, receiver);
    }

    ScheduledFuture<?> deadline(Runnable action) {
        return station.timer(plan.opening().handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS, action);
    }

    // ---- what attempts tell

    /** The WebSocket is open; {@code bytes} are what the server sent behind its answer. */
    void opened(Attempt attempt, int end, Connection connection, ByteBuffer bytes) {
        underWay.remove(attempt);
        lastSuccessNanos = System.nanoTime();
        tally.countOpened(lastSuccessNanos - beganNanos);
        roster.enter(attempt.client(), connection, end);
        Receiver receiver = clientele.welcome(attempt.client());
        connection.receiver(receiver);
        receiver.onOpen(connection);
        if (bytes.hasRemaining() && connection.isOpen()) {
            connection.receiver().onBytes(connection, bytes);
        }
        pump();
    }

    void failed(Attempt attempt, FailureClass kind, String detail) {
        tally.count(kind, detail);
        station.after(backoff.nanosAfter(attempt.failures()), TimeUnit.NANOSECONDS, () -> tryAgain(attempt));
    }

    /** The local end is somebody else's: the next one is tried, in a turn of its own, since there may be many. */
    void skip(int end, Attempt attempt) {
        ports.skip(end);
        tally.countSkippedPort();
        station.loop().execute(() -> {
            if (underWay.contains(attempt)) {
                attempt.begin();
            }
        });
    }

    private void tryAgain(Attempt attempt) {
        if (underWay.contains(attempt)) {
            again.add(attempt);
            pump();
        }
    }
}
