package dev.carillon.lane;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Visits every connection of a lane once a round, a sixty-fourth of them on each tick, so that one timer serves a
 * million idle timeouts. A connection that has ended is removed at its next visit, so that it need not store its index;
 * until then it costs a reference.
 */
final class VisitSchedule {
    static final int PARTS = 64;

    private @Nullable Connection[] connections = new Connection[256];
    private int count;
    // A round in progress: [0, kept) has been visited and stays, [kept, next) is empty, [next, count) is to come.
    private int kept;
    private int next;

    void add(Connection connection) {
        if (count == connections.length) {
            connections = Arrays.copyOf(connections, count + (count >> 2));
        }
        connections[count++] = connection;
    }

    /**
     * Visits a sixty-fourth of the present connections, so that a round with few connections at its start ends in time
     * when many are added.
     */
    void tick(Consumer<Connection> visit) {
        int end = Math.min(count, next + Math.ceilDiv(count, PARTS));
        while (next < end) {
            Connection connection = take(next++);
            if (connection.isOpen()) {
                connections[kept++] = connection;
                visit.accept(connection);
            }
        }
        if (next == count) {
            startRound();
        }
    }

    /** Open connections, and ended ones that have not been removed yet. */
    int size() {
        return kept + count - next;
    }

    void forEach(Consumer<Connection> action) {
        int length = count;
        for (int i = 0; i < length; i++) {
            Connection connection = connections[i];
            if (connection != null && connection.isOpen()) {
                action.accept(connection);
            }
        }
    }

    private Connection take(int index) {
        Connection connection = connections[index];
        if (connection == null) {
            throw new IllegalStateException("no connection to visit at " + index + " of " + count);
        }
        connections[index] = null;
        return connection;
    }

    private void startRound() {
        count = kept;
        kept = 0;
        next = 0;
    }
}
