package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.ConnectionTable;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The work of the clients of one loop in a workload. This one holds connections, all alike, and does nothing else.
 * {@code client} is the number of a client on this loop.
 */
public sealed class Task<T extends WorkTally> permits FanoutTask, EchoTask, ReturningTask, CanaryTask {
    /** For workloads that publish nothing. */
    private static final int[] NOTHING_PUBLISHED = {};

    final Clients clients;
    final TesterLoop loop;
    final ConnectionTable connections;
    final Requests requests;
    final T tally;
    /** Set when all connections are open that will be. */
    @Nullable
    Timetable timetable;

    boolean over;
    /** Messages received so far, for the progress. */
    long received;

    /** @param topics over which the clients are spread */
    Task(Clients clients, int topics, T tally) {
        this.clients = clients;
        this.loop = clients.loop;
        this.connections = clients.connections;
        this.requests = new Requests(loop, topics);
        this.tally = tally;
    }

    /** Makes the task of a loop. */
    public interface Maker {
        /** Makes the task; one that publishes by HTTP takes a client of {@code vertx}. */
        Task<?> make(Clients clients, Vertx vertx);
    }

    /**
     * The tasks of the workloads that a plan can have.
     *
     * @param run the same on all loops
     */
    public static Maker ofPlan(int run) {
        return (clients, vertx) -> switch (clients.loop.plan().workload()) {
            case Workload.Idle idle -> new Task<>(clients, 1, new HoldTally());
            case Workload.Fanout fanout -> FanoutTask.of(clients, fanout, run, vertx);
            case Workload.Echo echo -> new EchoTask(clients, echo, run);
            case Workload.Churn churn -> new ChurnTask(clients, churn);
            case Workload.Storm storm -> new StormTask(clients, storm);
        };
    }

    ClientRequest request(int client) {
        return requests.of(client, topic(client));
    }

    /** How many of the clients of this loop have a connection from the beginning. */
    int atStart() {
        return connections.size();
    }

    /** The number of the client's topic, 0 without topics. */
    int topic(int client) {
        return 0;
    }

    /** Decides to which node of a cluster the client connects. */
    int turn(int client) {
        return client;
    }

    /** The client's connection is ready. */
    void onOpen(int client) {}

    /** The same, if {@code message} says that the connection is ready. */
    void onReady(Connection connection, ByteBuffer message) {
        onOpen(connection.slot());
    }

    /** The first messages of this client, instead of those of all clients of its topic; empty if it has no others. */
    List<String> firstMessages(int client) {
        return List.of();
    }

    /** The client's connection has ended, as the task requested. */
    void onGone(int client) {}

    /** Whether the end of this connection is not counted as lost; then the task has counted it. */
    boolean isNoLoss(int client, CloseCause cause, int code) {
        return false;
    }

    void onMessage(Connection connection, ByteBuffer message) {
        received++;
    }

    /** The event stream of the client has this id from now on. */
    void onId(int client, ByteBuffer id) {}

    /** All connections are open that will be. */
    void begin(Timetable times) {
        timetable = times;
    }

    /** Whether the workload has begun and has not ended. */
    final boolean isUnderWay() {
        return timetable != null && !over;
    }

    final boolean isConnected(int client) {
        return connections.of(client) != null;
    }

    /** Whether what falls due at this time is timed. */
    final boolean isMeasured(long dueNanos) {
        return timetable != null && timetable.isMeasured(dueNanos);
    }

    /** Ends sending. Returns how many publications each publisher made; 0 for those of other loops. */
    int[] end() {
        over = true;
        return NOTHING_PUBLISHED;
    }

    /** Whether all expected deliveries of the publications of all publishers have come. */
    boolean isDrained(int[] published) {
        return true;
    }

    /** Whether no client is connected that can be measured; some may still connect again. */
    boolean isDeserted() {
        return connections.openCount() == 0;
    }

    /** Counts the deliveries that have not come, while the remaining connections are still open. */
    void conclude(int[] published) {}
}
