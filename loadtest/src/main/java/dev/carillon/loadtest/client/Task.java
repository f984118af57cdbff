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

/** What a workload has the clients of one loop do; {@code client} is a client's number on this loop. */
public abstract sealed class Task permits IdleTask, FanoutTask, EchoTask, ReturningTask, CanaryTask {
    /** By those of a workload that publishes nothing. */
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

    /** What makes the task of a loop. */
    public interface Maker {
        /** Makes it; one that publishes by HTTP takes a client of {@code vertx}. */
        Task make(TesterLoop loop, ConnectionControl control, Vertx vertx);
    }

    /**
     * What the plans' workloads have the clients of a loop do.
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

    /** How many clients have a connection from the beginning, of so many on this loop. */
    int atStart(int clients) {
        return clients;
    }

    /** The number of the client's topic, for those that have any. */
    int topic(int client) {
        return 0;
    }

    /** Says which node of a cluster the client goes to. */
    int turn(int client) {
        return client;
    }

    /** The client's connection is ready. */
    void onOpen(int client) {}

    /** As the other one, where {@code message} says that the connection is ready. */
    void onReady(Connection connection, ByteBuffer message) {
        onOpen(connection.slot());
    }

    /** What the client says first in place of what all clients of its topic do; nothing where it has nothing of its own. */
    List<String> firstMessages(int client) {
        return List.of();
    }

    /** The client's connection has ended as the task wanted it. */
    void onGone(int client) {}

    /** Whether it is no loss that the client's connection closes now; if so, the task has counted it. */
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

    /** Nothing more is sent. Returns how many publications each publisher made, those of other loops being 0. */
    int[] end() {
        return NOTHING_PUBLISHED;
    }

    /** Whether all that is to come has come, of what all publishers together made. */
    boolean isDrained(int[] published) {
        return true;
    }

    /** Whether no client is left that can be measured; those that come again may come. */
    boolean isDeserted() {
        return connections.openCount() == 0;
    }

    /** Counts what has not come, while the connections that are left are still open. */
    abstract WorkTally conclude(int[] published);

    /** The latencies that this workload is about, up to now: those of its keep-alives where it has no others. */
    Histogram latencies(KeepAliveTally keepAlives) {
        return keepAlives.roundTrips;
    }

    /** Messages sent so far, for people that watch. */
    long sent() {
        return 0;
    }

    /** Messages received so far, for the same. */
    final long received() {
        return received;
    }
}
