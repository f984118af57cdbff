package dev.carillon.loadtest.client;

import dev.carillon.handshake.ClientHandshake;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Roster;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Timetable;
import java.nio.ByteBuffer;

/** Holds connections, all alike, and does nothing. */
final class IdleTask implements Task {
    private final Roster roster;
    private final ClientHandshake handshake;
    private long received;

    IdleTask(Roster roster, ClientHandshake handshake) {
        this.roster = roster;
        this.handshake = handshake;
    }

    @Override
    public ClientHandshake handshake(int client) {
        return handshake;
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
