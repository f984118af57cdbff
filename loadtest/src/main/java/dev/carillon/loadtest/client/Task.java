package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Station;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.websocket.ClientHandshake;
import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/** What a workload has the clients of one loop do; {@code client} is a client's number on this loop. */
public interface Task {

    /** What the plan's workload has the clients of {@code station} do; {@code run} is the same on all loops. */
    static Task of(Station station, int run) {
        return switch (station.plan().workload()) {
            case Workload.Idle idle -> new IdleTask(Handshakes.of(station.plan().target()));
            case Workload.Fanout fanout -> new FanoutTask(station, fanout, run);
        };
    }

    ClientHandshake handshake(int client);

    default void onOpen(int client) {}

    void onMessage(Connection connection, ByteBuffer message);

    /** All are open that will be. */
    void begin(Timetable timetable);

    /** Nothing more is sent. Returns how many publications each publisher made, those of other loops being 0. */
    int[] end();

    /** Whether all that is to come has come, of what all publishers together made. */
    boolean isDrained(int[] published);

    /** Draws up the account, while the connections that are left are still open. */
    WorkTally conclude(int[] published);

    /** The latencies that this workload is about, up to now: those of its keep-alives where it has no others. */
    default Histogram latencies(KeepAliveTally keepAlives) {
        return keepAlives.roundTrips();
    }

    /** Messages sent and received so far, for people who watch. */
    long sent();

    long received();
}
