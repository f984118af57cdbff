package dev.carillon.loadtest.connect;

import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Lane;
import dev.carillon.lane.Receiver;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
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
import java.util.random.RandomGenerator;

/**
 * Opens a connection for each client at the plan's rate, and opens new ones for clients that have lost theirs.
 *
 * <p>An attempt remains one of the plan's simultaneous handshakes while it waits for its next try. A server that
 * refuses all connections therefore receives requests of that number of clients only, at growing intervals. A server
 * that refuses a few does not delay the others. Clients that connect again are not paced, so many may connect at once.
 */
public final class Connector {
    private static final long PATIENCE_CHECK_NANOS = 100_000_000;

    private final Lane lane;
    final TesterLoop loop;
    private final Plan plan;
    final LocalPorts ports;
    /** The numbers of the local addresses from which the first connection was checked. */
    private final BitSet verified = new BitSet();

    private final ConnectionTable connections;
    private final ConnectHandler handler;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final OpeningTally tally = new OpeningTally();
    private OpeningTally tallyAgain = new OpeningTally();
    /** Attempts for clients that never had a connection. */
    private final Set<Attempt> underWay = new HashSet<>();

    private final Set<Attempt> reconnecting = new HashSet<>();
    private final Queue<Attempt> waiting = new ArrayDeque<>();
    private Pacer pacer;
    private final Promise<Void> done = Promise.promise();
    /** Clients with lower numbers should have connections. */
    private int goal;

    private int nextClient;
    private boolean pumpScheduled;
    private boolean stopped;
    private long firstNanos;
    private final FirstAnswers firstAnswers = new FirstAnswers();
    /** Since when all attempts to connect again have failed, a {@link System#nanoTime}; 0 while none has. */
    private long failingSinceNanos;

    private long lastSuccessNanos;

    public Connector(Lane lane, TesterLoop loop, ConnectHandler handler) {
        Share share = loop.share();
        this.lane = lane;
        this.loop = loop;
        this.plan = loop.plan();
        this.connections = loop.connections();
        this.handler = handler;
        this.ports = new LocalPorts(
                plan.opening().local(), plan.opening().ports().of(loop.seat()), share.first(plan.sockets()));
        this.pacer = new Pacer(loop.part(plan.opening().rate()), System.nanoTime());
    }

    /**
     * Opens the connections of the clients below {@code number}. The future completes when all are open, or after the
     * plan's patience has passed without a success. It must be called once only.
     */
    public Future<Void> openFirst(int number) {
        goal = number;
        firstNanos = System.nanoTime();
        lastSuccessNanos = firstNanos;
        pacer = new Pacer(loop.part(plan.opening().rate()), firstNanos);
        pump();
        checkPatience();
        return done.future();
    }

    /** Opens a new connection, after a delay, for a client that has lost its own. Does nothing after {@link #stop}. */
    public void openAgain(int client, long delayNanos) {
        if (stopped) {
            return;
        }
        addUnpaced(new Attempt(this, client, handler.request(client), true), delayNanos);
    }

    private void addUnpaced(Attempt attempt, long delayNanos) {
        reconnecting.add(attempt);
        beginLater(attempt, delayNanos);
    }

    /** Begins an attempt after a delay, unless it is given up before. */
    private void beginLater(Attempt attempt, long delayNanos) {
        loop.after(delayNanos, () -> {
            if (underWay.contains(attempt) || reconnecting.contains(attempt)) {
                attempt.begin();
            }
        });
    }

    /** Ends a connection that is open but unusable, without a close frame, and opens another one for its client. */
    public void reject(int client, Connection connection, FailureClass kind) {
        connection.receiver(Receiver.NOBODY);
        connection.close(Ending.CLOSED_HERE);
        left(connection);
        tally.countRejected(kind);
        addUnpaced(new Attempt(this, client, handler.request(client), false), backoff.nanosAfter(1));
    }

    /** Removes a connection that has ended, so that its local end can be used again. */
    public void left(Connection connection) {
        ports.release(connections.leave(connection));
    }

    /** Whether at least one client is connecting again. */
    public boolean isOpeningAgain() {
        return !reconnecting.isEmpty();
    }

    /** Whether all attempts to connect again have failed for longer than the plan's patience. */
    public boolean hasLostPatience() {
        return failingSinceNanos != 0
                && System.nanoTime() - failingSinceNanos
                        > plan.opening().patience().toNanos();
    }

    /** Stops opening connections, and gives up the attempts under way. */
    public void stop() {
        stopped = true;
        reconnecting.forEach(Attempt::abandon);
        reconnecting.clear();
        giveUp();
    }

    public boolean isStopped() {
        return stopped;
    }

    public OpeningTally tally() {
        return tally;
    }

    /** Sets the tally in which clients that connect again are counted. */
    public void countAgainIn(OpeningTally other) {
        tallyAgain = other;
    }

    /** The tally of the clients that connect again. */
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
        Attempt fresh = new Attempt(this, client, handler.request(client), false);
        underWay.add(fresh);
        return fresh;
    }

    private void pumpIn(long nanos) {
        if (!pumpScheduled) {
            pumpScheduled = true;
            loop.after(nanos, () -> {
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
        loop.after(PATIENCE_CHECK_NANOS, this::checkPatience);
    }

    private void giveUp() {
        underWay.forEach(Attempt::abandon);
        underWay.clear();
        waiting.clear();
        nextClient = goal;
        done.tryComplete();
    }

    // ---- for attempts

    Connection connect(int client, int end, Receiver receiver) throws IOException {
        InetSocketAddress server = handler.address(client);
        long began = System.nanoTime();
        try {
            return lane.connect(ports.socketAddress(end), server, receiver);
        } finally {
            tally.countCall(System.nanoTime() - began);
        }
    }

    long handshakeNanos() {
        return plan.opening().handshakeTimeout().toNanos();
    }

    /** Whether the connection has the requested local end. Only the first connection from each address is checked. */
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

    // ---- results of attempts

    /** Called when {@code answer} has opened the connection; {@code bytes} are those that followed the answer. */
    void opened(Attempt attempt, int end, Connection connection, ByteBuffer bytes, ResponseHead answer) {
        long now = System.nanoTime();
        firstAnswers.onOther();
        failingSinceNanos = 0;
        if (!reconnecting.remove(attempt)) {
            underWay.remove(attempt);
            lastSuccessNanos = now;
        }
        tallyOf(attempt).countOpened(now - firstNanos, now - attempt.beganNanos);
        connections.enter(attempt.client, connection, end);
        Receiver receiver = handler.onConnected(attempt.client, answer);
        connection.receiver(receiver);
        receiver.onOpen(connection);
        if (bytes.hasRemaining() && connection.isOpen()) {
            connection.receiver().onBytes(connection, bytes);
        }
        pump();
    }

    /** Called when a try has failed. The attempt is repeated, unless all attempts fail for the same lasting reason. */
    void failed(Attempt attempt, OpeningFailure failure) {
        failure.lasting().ifPresentOrElse(firstAnswers::onRefusal, firstAnswers::onOther);
        tallyOf(attempt).count(failure.kind(), failure.detail());
        if (attempt.again && failingSinceNanos == 0) {
            failingSinceNanos = System.nanoTime();
        }
        loop.after(backoff.nanosAfter(attempt.failures), () -> tryAgain(attempt));
        if (firstAnswers.isFinal(goal)) {
            giveUp();
        }
    }

    /**
     * Called when another process uses the local end. The next one is tried in a separate task of the loop, because
     * many in a row may be in use.
     */
    void skip(int end, Attempt attempt) {
        ports.skip(end);
        tallyOf(attempt).countSkippedPort();
        beginLater(attempt, 0);
    }

    private void tryAgain(Attempt attempt) {
        if (reconnecting.contains(attempt)) {
            attempt.begin();
        } else if (underWay.contains(attempt)) {
            waiting.add(attempt);
            pump();
        }
    }

    private OpeningTally tallyOf(Attempt attempt) {
        return attempt.again ? tallyAgain : tally;
    }
}
