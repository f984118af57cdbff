package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.ConnectionTable;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The work of the clients of one loop in a workload; {@code client} is the number of a client on this loop. */
public abstract sealed class Task permits IdleTask, FanoutTask, EchoTask, ReturningTask, CanaryTask {
    /** For workloads that publish nothing. */
    private static final int[] NOTHING_PUBLISHED = {};

    final TesterLoop loop;
    final ConnectionTable connections;
    final Requests requests;
    /** Set when all are open that will be. */
    @Nullable
    Timetable timetable;

    long received;

    /** @param topics over which the clients are spread */
    Task(TesterLoop loop, int topics) {
        this.loop = loop;
        this.connections = loop.connections();
        this.requests = Requests.of(loop, topics);
    }

    /** Makes the task of a loop. */
    public interface Maker {
        /** Makes the task; one that publishes by HTTP takes a client of {@code vertx}. */
        Task make(TesterLoop loop, ConnectionControl control, Vertx vertx);
    }

    /**
     * The tasks of the workloads that a plan can have.
     *
     * @param run the same on all loops
     */
    public static Maker ofPlan(int run) {
        return (loop, control, vertx) -> switch (loop.plan().workload()) {
            case Workload.Idle idle -> new IdleTask(loop);
            case Workload.Fanout fanout -> new FanoutTask(loop, control, fanout, run, vertx);
            case Workload.Echo echo -> new EchoTask(loop, echo, run);
            case Workload.Churn churn -> new ChurnTask(loop, control, churn);
            case Workload.Storm storm -> new StormTask(loop, control, storm);
        };
    }

    ClientRequest request(int client) {
        return requests.of(client, topic(client));
    }

    /** How many of the {@code clients} of this loop have a connection from the beginning. */
    int atStart(int clients) {
        return clients;
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

    /** All are open that will be. */
    void begin(Timetable times) {
        timetable = times;
    }

    /** Whether what falls due at this time is timed. */
    final boolean isMeasured(long dueNanos) {
        return timetable != null && timetable.isMeasured(dueNanos);
    }

    /** Ends sending. Returns how many publications each publisher made; 0 for those of other loops. */
    int[] end() {
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
    abstract WorkTally conclude(int[] published);

    /** The latencies of this workload so far: those of its keep-alives if it has no others. */
    Histogram latencies(KeepAliveTally keepAlives) {
        return keepAlives.roundTrips;
    }

    /** Messages sent so far, for the progress. */
    long sent() {
        return 0;
    }

    /** Messages received so far, for the progress. */
    final long received() {
        return received;
    }
}
