package dev.carillon.loadtest.connect;

import dev.carillon.lane.Connection;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connection and the local end of each client of a loop: two array slots for each client. */
public final class ConnectionTable {
    private final @Nullable Connection[] connections;
    private final int[] ends;
    private int openCount;

    public ConnectionTable(int clients) {
        this.connections = new Connection[clients];
        this.ends = new int[clients];
    }

    /** The connection of a client; null while it has none. */
    public @Nullable Connection of(int client) {
        return connections[client];
    }

    public int openCount() {
        return openCount;
    }

    /** The number of clients, connected or not. */
    public int size() {
        return connections.length;
    }

    /** Calls {@code action} for every open connection. The action may close connections. */
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

    /** Removes a connection, and returns its local end. */
    int leave(Connection connection) {
        int client = connection.slot();
        Objects.requireNonNull(connections[client], "the client has no connection");
        connections[client] = null;
        openCount--;
        return ends[client];
    }
}
