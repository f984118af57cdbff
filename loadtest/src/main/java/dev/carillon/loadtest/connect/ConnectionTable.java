package dev.carillon.loadtest.connect;

import dev.carillon.lane.Connection;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which client of a loop has which connection and which local end: two array slots for each. */
public final class ConnectionTable {
    private final @Nullable Connection[] connections;
    private final int[] ends;
    private int openCount;

    public ConnectionTable(int clients) {
        this.connections = new Connection[clients];
        this.ends = new int[clients];
    }

    /** Null while the client has none. */
    public @Nullable Connection of(int client) {
        return connections[client];
    }

    public int openCount() {
        return openCount;
    }

    /** How many there can be. */
    public int size() {
        return connections.length;
    }

    /** Calls {@code action} for every open connection; it may close them. */
    public void forEach(Consumer<Connection> action) {
        for (Connection connection : connections) {
            if (connection != null) {
                action.accept(connection);
            }
        }
    }

    void enter(int client, Connection connection, int end) {
        connection.slot(client);
        connections[client] = connection;
        ends[client] = end;
        openCount++;
    }

    /** Returns the local end that the connection had. */
    int leave(Connection connection) {
        int client = connection.slot();
        Objects.requireNonNull(connections[client], "the client has no connection");
        connections[client] = null;
        openCount--;
        return ends[client];
    }
}
