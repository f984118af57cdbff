package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Station;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What a workload has the clients of one loop do; {@code client} is a client's number on this loop. */
public interface Task {
    /** By those of a workload that publishes nothing. */
    int[] NOTHING_PUBLISHED = {};

    /**
     * What the plan's workload has the clients of {@code station} do.
     *
     * @param run the same on all loops
     * @param vertx a task that publishes by HTTP takes a client of it
     */
    static Task of(Station station, int run, Vertx vertx) {
        return switch (station.plan().workload()) {
            case Workload.Idle idle -> new IdleTask(station.roster(), Requests.of(station, 1));
            case Workload.Fanout fanout -> FanoutTask.of(station, fanout, run, vertx);
            case Workload.Echo echo -> new EchoTask(station, echo, run);
            case Workload.Churn churn -> new ChurnTask(station, churn);
            case Workload.Storm storm -> new StormTask(station, storm);
        };
    }

    ClientRequest request(int client);

    /** How many clients have a connection from the beginning, of so many on this loop. */
    default int atStart(int clients) {
        return clients;
    }

    /** The number of the client's topic, for those that have any. */
    default int topic(int client) {
        return 0;
    }

    /** Says which node of a cluster the client goes to. */
    default int turn(int client) {
        return client;
    }

    /** Called once, before anything else. */
    default void meet(ConnectionControl control) {}

    /** The client's connection is ready. */
    default void onOpen(int client) {}

    /** As the other one, where {@code message} says that the connection is ready. */
    default void onReady(Connection connection, ByteBuffer message) {
        onOpen(connection.slot());
    }

    /** What the client says first in place of what all clients of its topic do; nothing where it has nothing of its own. */
    default List<String> firstMessages(int client) {
        return List.of();
    }

    /** The client's connection has ended as the task wanted it. */
    default void onGone(int client) {}

    /** Whether it is no loss that the client's connection closes now; if so, the task has counted it. */
    default boolean isNoLoss(int client, CloseCause cause, int code) {
        return false;
    }

    void onMessage(Connection connection, ByteBuffer message);

    /** The event stream of the client has this id from now on. */
    default void onId(int client, ByteBuffer id) {}

    /** All are open that will be. */
    void begin(Timetable timetable);

    /** Nothing more is sent. Returns how many publications each publisher made, those of other loops being 0. */
    default int[] end() {
        return NOTHING_PUBLISHED;
    }

    /** Whether all that is to come has come, of what all publishers together made. */
    default boolean isDrained(int[] published) {
        return true;
    }

    /** Whether no client is left that can be measured; those that come again may come. */
    boolean isDeserted();

    /** Draws up the account, while the connections that are left are still open. */
    WorkTally conclude(int[] published);

    /** The latencies that this workload is about, up to now: those of its keep-alives where it has no others. */
    default Histogram latencies(KeepAliveTally keepAlives) {
        return keepAlives.roundTrips;
    }

    /** Messages sent so far, for people that watch. */
    default long sent() {
        return 0;
    }

    /** Messages received so far, for the same. */
    long received();
}
