package dev.carillon.loadtest.client;

import dev.carillon.frame.MaskedFrames;
import dev.carillon.handshake.ClientRequest;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Lane;
import dev.carillon.lane.Receiver;
import dev.carillon.loadtest.connect.ConnectHandler;
import dev.carillon.loadtest.connect.ConnectionTable;
import dev.carillon.loadtest.connect.Connector;
import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.CloseTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.LatencyWindow;
import dev.carillon.loadtest.measure.LoopWatch;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Snapshot.Sockets;
import dev.carillon.loadtest.measure.Snapshot.Traffic;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.stream.EventHandler;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.HdrHistogram.Histogram;

/**
 * All clients of one loop, during the whole run. All WebSockets of the loop share one receiver, so that a client has no
 * object except its connection.
 */
public final class Clients implements ConnectHandler, EventHandler {
    /** All frames have the same mask, since no attacker chooses their content (RFC 6455, 10.3). */
    static final MaskedFrames FRAMES = new MaskedFrames(() -> 0x5EED_CAFE);

    final TesterLoop loop;
    final ConnectionTable connections;
    final Connector connector;
    private final Task<?> task;
    private final Transport transport;
    private final FirstMessages firstMessages;
    private final KeepAlives keepAlives;
    private final LoopWatch watch;
    private final LatencyWindow window = new LatencyWindow();
    private final Closer closer;
    private final CloseTally closes = new CloseTally();
    private final boolean answeredByMessages;
    private long receivedBytes;
    /** Clients that are being disconnected at the task's request. */
    private final BitSet leaving = new BitSet();

    /** Clients in {@link #leaving} that send no close frame. */
    private final BitSet dropping = new BitSet();

    /** Creates the clients and their task, which {@code tasks} makes. */
    public Clients(TesterLoop loop, Lane lane, Vertx vertx, Task.Maker tasks) {
        this.transport = Transport.of(loop.plan().target().dialect(), this);
        this.loop = loop;
        this.connections = loop.connections();
        this.connector = new Connector(lane, loop, this);
        this.firstMessages = new FirstMessages(loop, connector);
        this.keepAlives = new KeepAlives(loop);
        this.watch = new LoopWatch(loop);
        this.closer = new Closer(this);
        this.answeredByMessages = loop.plan().keepAlive().by() == KeepAlive.By.MESSAGE;
        this.task = tasks.make(this, vertx);
    }

    // ---- the order of a run

    /**
     * Opens the first connections. The future completes when each of them is ready or given up. A connection sends
     * keep-alives from the time it opens.
     */
    public Future<Void> open() {
        watch.start();
        keepAlives.start();
        return connector.openFirst(task.atStart()).compose(opened -> firstMessages.allReady());
    }

    public void begin(Timetable times) {
        task.begin(times);
        loop.at(times.measureNanos(), watch::begin);
    }

    /** Stops sending. Returns the publications of each publisher of the whole run; 0 for those of other loops. */
    public int[] end() {
        watch.end();
        return task.end();
    }

    public boolean isDrained(int[] published) {
        return task.isDrained(published);
    }

    /** Closes every connection. The future completes with the final tally. */
    public Future<Tally> close(int[] published) {
        connector.stop();
        firstMessages.end();
        task.conclude(published);
        return closer.closeAll().map(closed -> {
            keepAlives.stop();
            watch.stop();
            return new Tally(connector.tally(), keepAlives.tally, task.tally, closes, watch.tally());
        });
    }

    /** Stops opening connections, and ends open ones without a closing handshake. */
    public void hurry() {
        connector.stop();
        closer.hurry();
    }

    public Snapshot snapshot() {
        OpeningTally first = connector.tally();
        OpeningTally again = connector.tallyAgain();
        long sent = task.tally instanceof SequenceTally numbered ? numbered.sent.count() : 0;
        return new Snapshot(
                new Sockets(
                        connections.openCount(),
                        first.opened.count() + again.opened.count(),
                        first.failures.total() + again.failures.total(),
                        closes.clean.count(),
                        closes.unexpected.total()),
                new Traffic(sent, keepAlives.tally.sent.count(), task.received, receivedBytes),
                watch.pulse(window.since(latencies())),
                isDeserted());
    }

    /** The latencies of the workload so far; those of the keep-alives if the workload measures none. */
    private Histogram latencies() {
        return switch (task.tally) {
            case SequenceTally numbered -> numbered.fromIntended;
            case ReturnTally returns -> returns.away;
            case HoldTally held -> keepAlives.tally.roundTrips;
        };
    }

    /** Whether nothing more can be measured, because no client is connected and none will connect. */
    private boolean isDeserted() {
        boolean noneWillConnect = !connector.isOpeningAgain() || connector.hasLostPatience() || firstMessages.gaveUp;
        return task.isDeserted() && noneWillConnect;
    }

    // ---- events of connections

    @Override
    public ClientRequest request(int client) {
        return task.request(client);
    }

    @Override
    public InetSocketAddress address(int client) {
        return loop.plan().target().address(task.topic(client), task.turn(client));
    }

    @Override
    public Receiver onConnected(int client, ResponseHead answer) {
        keepAlives.onOpen(client);
        return transport.receivers().apply(answer);
    }

    @Override
    public void onOpen(Connection connection) {
        int client = connection.slot();
        if (firstMessages.begin(connection, task.topic(client), task.firstMessages(client))) {
            task.onOpen(client);
        }
    }

    @Override
    public void onId(Connection connection, ByteBuffer id) {
        task.onId(connection.slot(), id);
    }

    @Override
    public void onText(Connection connection, ByteBuffer utf8) {
        onMessage(connection, utf8);
    }

    @Override
    public void onBinary(Connection connection, ByteBuffer data) {
        onMessage(connection, data);
    }

    private void onMessage(Connection connection, ByteBuffer message) {
        int client = connection.slot();
        receivedBytes += message.remaining();
        if (answeredByMessages) {
            keepAlives.onAnswer(client);
        }
        if (!firstMessages.isAwaited(client)) {
            task.onMessage(connection, message);
        } else if (firstMessages.isReady(client, message)) {
            task.onReady(connection, message);
        }
    }

    @Override
    public void onPong(Connection connection) {
        if (!answeredByMessages) {
            keepAlives.onAnswer(connection.slot());
        }
    }

    @Override
    public void onClosed(Connection connection, CloseCause cause, int code) {
        int client = connection.slot();
        connector.left(connection);
        firstMessages.forget(client);
        boolean gone = leaving.get(client);
        count(client, cause, code);
        leaving.clear(client);
        dropping.clear(client);
        if (gone) {
            task.onGone(client);
        }
        closer.onClosed();
    }

    private void count(int client, CloseCause cause, int code) {
        boolean wanted = closer.closing || leaving.get(client);
        if (wanted && (dropping.get(client) || closer.hurried)) {
            // Without a closing handshake, the end is not counted.
            return;
        }
        if (wanted && cause == CloseCause.DONE) {
            closes.clean.increment();
        } else if (wanted && cause == CloseCause.UNANSWERED) {
            closes.unanswered.increment();
        } else if (!task.hasCountedEnd(client, cause, code)) {
            closes.unexpected.increment(new CloseTally.Close(cause, code));
        }
    }

    // ---- ending connections

    /**
     * Ends the connection of a client, if it has one. {@link Task#onGone} is called when the connection has ended.
     * Without a closing handshake, that is before this method returns.
     *
     * @param politely whether to make a closing handshake; otherwise no close frame is sent, as in a network failure
     */
    void leave(int client, boolean politely) {
        Connection connection = connections.of(client);
        if (connection != null && !leaving.get(client)) {
            leaving.set(client);
            dropping.set(client, !politely);
            close(connection, politely);
        }
    }

    /** Ends a connection as {@link #leave} does, but {@link Task#onGone} is not called. */
    void close(Connection connection, boolean politely) {
        keepAlives.onClosing(connection.slot());
        if (politely) {
            transport.closing().accept(connection);
        } else {
            connection.close(Ending.CLOSED_HERE);
        }
    }
}
