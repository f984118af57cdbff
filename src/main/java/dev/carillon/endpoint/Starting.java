package dev.carillon.endpoint;

import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Stands in front of a receiver that many connections share, until one of them is open that is to be opened in a way of its
 * own.
 */
record Starting(Receiver next, Consumer<Connection> open) implements Receiver {
    @Override
    public void onOpen(Connection connection) {
        connection.receiver(next);
        open.accept(connection);
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {}

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

    @Override
    public void onClosed(Connection connection, Ending ending) {}
}
