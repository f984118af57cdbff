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
 * The work of the clients of one loop in a workload. This class itself is the work of the idle workload: it only holds
 * connections. The parameter {@code client} is the number of a client on this loop.
 */
public sealed class Task<T extends WorkTally> permits FanoutTask, EchoTask, ReturningTask, CanaryTask {
    /** The result of {@link #end} for workloads that publish nothing. */
    private static final int[] NOTHING_PUBLISHED = {};

    final Clients clients;
    final TesterLoop loop;
    final ConnectionTable connections;
    final Requests requests;
    final T tally;
    /** The times of the run; null until the first connections are open. */
    @Nullable
    Timetable timetable;

    boolean over;
    /** Messages received so far, for the progress display. */
    long received;

    /** Creates the task; the clients are distributed over {@code topics} topics. */
    Task(Clients clients, int topics, T tally) {
        this.clients = clients;
        this.loop = clients.loop;
        this.connections = clients.connections;
        this.requests = new Requests(loop, topics);
        this.tally = tally;
    }

    /** Makes the task of a loop. */
    public interface Maker {
        /** Makes the task. A task that publishes with POST requests uses HTTP clients of {@code vertx}. */
        Task<?> make(Clients clients, Vertx vertx);
    }

    /**
     * Makes the task for the workload of a plan.
     *
     * @param run the number that marks the payloads of the run, the same on all loops
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

    /** The number of clients of this loop that are connected from the beginning. */
    int atStart() {
        return connections.size();
    }

    /** The number of the client's topic; 0 without topics. */
    int topic(int client) {
        return 0;
    }

    /** The turn of the client, which selects the node of a cluster to which it connects. */
    int turn(int client) {
        return client;
    }

    /** Called when the client's connection is ready. */
    void onOpen(int client) {}

    /** Called instead of {@link #onOpen} if {@code message} is the answer that the connection is ready. */
    void onReady(Connection connection, ByteBuffer message) {
        onOpen(connection.slot());
    }

    /** The first messages of this client; empty if they are those of its topic. */
    List<String> firstMessages(int client) {
        return List.of();
    }

    /** Called when the client's connection has ended at the task's request. */
    void onGone(int client) {}

    /** Called when a connection ends unexpectedly. If the task has counted it itself, it returns true. */
    boolean hasCountedEnd(int client, CloseCause cause, int code) {
        return false;
    }

    void onMessage(Connection connection, ByteBuffer message) {
        received++;
    }

    /** Called when the last id of the client's event stream changes. */
    void onId(int client, ByteBuffer id) {}

    /** Begins the workload. All first connections are ready or given up. */
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

    /** Whether a message that is due at this time is measured. */
    final boolean isMeasured(long dueNanos) {
        return timetable != null && timetable.isMeasured(dueNanos);
    }

    /** Stops sending. Returns the publications of each publisher of the whole run; 0 for those of other loops. */
    int[] end() {
        over = true;
        return NOTHING_PUBLISHED;
    }

    /** Whether all expected deliveries have arrived; {@code published} has the publications of all publishers. */
    boolean isDrained(int[] published) {
        return true;
    }

    /** Whether no client that is measured is connected. Some may still connect again. */
    boolean isDeserted() {
        return connections.openCount() == 0;
    }

    /** Counts the missing deliveries, before the remaining connections are closed. */
    void conclude(int[] published) {}
}
