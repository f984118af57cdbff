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
import dev.carillon.loadtest.measure.LatencyWindow;
import dev.carillon.loadtest.measure.LoopWatch;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Snapshot.Sockets;
import dev.carillon.loadtest.measure.Snapshot.Traffic;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.KeepAlive;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.stream.EventHandler;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.Function;

/**
 * All clients of one loop, from the first connection to the last. One receiver serves all their connections, and none
 * has an object of its own beyond its connection.
 */
public final class Clients implements ConnectHandler, EventHandler, ConnectionControl {
    /** One mask for all frames: it hides nothing that is worth hiding. */
    static final MaskedFrames FRAMES = new MaskedFrames(() -> 0x5EED_CAFE);

    private final TesterLoop loop;
    private final ConnectionTable connections;
    private final Task task;
    private final Connector connector;
    private final Transport transport;
    private final FirstMessages firstMessages;
    private final KeepAlives keepAlives;
    private final LoopWatch watch;
    private final LatencyWindow window = new LatencyWindow();
    private final Closer closer;
    private final CloseTally closes = new CloseTally();
    private final boolean answeredByMessages;
    private long receivedBytes;
    /** Clients that disconnect because the task requests it. */
    private final BitSet leaving = new BitSet();

    /** Clients in {@link #leaving} that send no close frame. */
    private final BitSet dropping = new BitSet();

    /** The clients execute the task that {@code tasks} makes. */
    public Clients(TesterLoop loop, Lane lane, Function<ConnectionControl, Task> tasks) {
        this.transport = Transport.of(loop.plan().target().dialect(), this);
        this.loop = loop;
        this.connections = loop.connections();
        this.connector = new Connector(lane, loop, this);
        this.firstMessages = new FirstMessages(loop, connector);
        this.keepAlives = new KeepAlives(loop);
        this.watch = new LoopWatch(loop);
        this.closer = new Closer(loop, transport, keepAlives::onClosing);
        this.answeredByMessages = loop.plan().keepAlive().by() == KeepAlive.By.MESSAGE;
        this.task = tasks.apply(this);
    }

    // ---- the order of a run

    /** Ends when all are open that will be. They keep themselves alive from then on. */
    public Future<Void> open() {
        watch.start();
        keepAlives.start();
        return connector.openFirst(task.atStart(connections.size())).compose(opened -> firstMessages.allReady());
    }

    public void begin(Timetable times) {
        task.begin(times);
        loop.at(times.measureNanos(), watch::begin);
    }

    /** Ends what is sent; returns what each publisher of the whole run has sent, those of other loops being 0. */
    public int[] end() {
        watch.end();
        return task.end();
    }

    public boolean isDrained(int[] published) {
        return task.isDrained(published);
    }

    /** Closes every connection. The tally is complete then. */
    public Future<Tally> close(int[] published) {
        connector.stop();
        firstMessages.end();
        WorkTally work = task.conclude(published);
        return closer.closeAll().map(closed -> {
            keepAlives.stop();
            watch.stop();
            return new Tally(connector.tally(), keepAlives.tally(), work, closes, watch.tally());
        });
    }

    /** Does not wait any longer: no more connections are opened, and open ones end without a closing handshake. */
    public void hurry() {
        connector.stop();
        closer.hurry();
    }

    public Snapshot snapshot() {
        OpeningTally opening = connector.tally();
        return new Snapshot(
                new Sockets(
                        connections.openCount(),
                        opening.opened.count() + connector.tallyAgain().opened.count(),
                        opening.failures.total()
                                + connector.tallyAgain().failures.total(),
                        closes.clean.count(),
                        closes.unexpected.total()),
                new Traffic(task.sent(), keepAlives.tally().sent.count(), task.received(), receivedBytes),
                watch.pulse(window.since(task.latencies(keepAlives.tally()))),
                isDeserted());
    }

    /** Whether nothing can be measured any more: no client is connected, and none will connect. */
    private boolean isDeserted() {
        boolean nobodyComes = !connector.isOpeningAgain() || connector.hasLostPatience() || firstMessages.hasGivenUp();
        return task.isDeserted() && nobodyComes;
    }

    // ---- what connections tell

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
        return transport.receiver(answer);
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
        receivedBytes += message.remaining();
        if (answeredByMessages) {
            keepAlives.onAnswer(connection.slot());
        }
        int client = connection.slot();
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
        if (gone) {
            task.onGone(client);
        }
        closer.onClosed();
    }

    private void count(int client, CloseCause cause, int code) {
        boolean wanted = closer.isClosing() || leaving.get(client);
        if (wanted && dropping.get(client)) {
            dropping.clear(client);
        } else if (wanted && closer.isHurried()) {
            // No closing handshake was made.
            dropping.clear(client);
        } else if (wanted && cause == CloseCause.DONE) {
            closes.countClean();
        } else if (wanted && cause == CloseCause.UNANSWERED) {
            closes.countUnanswered();
        } else if (!task.isNoLoss(client, cause, code)) {
            closes.countUnexpected(cause, code);
        }
    }

    // ---- what a task may do

    @Override
    public void leave(int client) {
        Connection connection = connections.of(client);
        if (connection != null && !leaving.get(client)) {
            leaving.set(client);
            keepAlives.onClosing(client);
            transport.close(connection);
        }
    }

    @Override
    public void drop(int client) {
        Connection connection = connections.of(client);
        if (connection != null && !leaving.get(client)) {
            leaving.set(client);
            dropping.set(client);
            keepAlives.onClosing(client);
            connection.close(Ending.CLOSED_HERE);
        }
    }

    @Override
    public void comeAgain(int client, long delayNanos) {
        connector.openAgain(client, delayNanos);
    }

    @Override
    public void countAgainIn(OpeningTally tally) {
        connector.countAgainIn(tally);
    }
}
