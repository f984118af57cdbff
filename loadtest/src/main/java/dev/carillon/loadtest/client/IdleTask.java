package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Roster;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Timetable;
import java.nio.ByteBuffer;

/** Holds connections, all alike, and does nothing. */
final class IdleTask implements Task {
    private final Roster roster;
    private final Requests requests;
    private long received;

    IdleTask(Roster roster, Requests requests) {
        this.roster = roster;
        this.requests = requests;
    }

    @Override
    public ClientRequest request(int client) {
        return requests.of(client, 0);
    }

    @Override
    public void onMessage(Connection connection, ByteBuffer message) {
        received++;
    }

    @Override
    public void begin(Timetable timetable) {}

    @Override
    public boolean isDeserted() {
        return roster.openCount() == 0;
    }

    @Override
    public WorkTally conclude(int[] published) {
        return new HoldTally();
    }

    @Override
    public long received() {
        return received;
    }
}
