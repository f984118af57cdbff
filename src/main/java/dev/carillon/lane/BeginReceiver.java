package dev.carillon.lane;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Stands in front of a connection that begins in a way of its own, and is gone when it has begun: {@code begin} gives the
 * connection its receiver.
 */
public record BeginReceiver(Consumer<Connection> begin) implements Receiver {
    /** Does something first, and then hands a connection that is still open to {@code next}. */
    public static Receiver first(Consumer<Connection> action, Receiver next) {
        return new BeginReceiver(connection -> {
            action.accept(connection);
            if (connection.isOpen()) {
                connection.receiver(next);
                next.onOpen(connection);
            }
        });
    }

    @Override
    public void onOpen(Connection connection) {
        begin.accept(connection);
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {}

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

    @Override
    public void onClosed(Connection connection, Ending ending) {}
}
