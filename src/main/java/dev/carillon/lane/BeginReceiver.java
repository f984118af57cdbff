package dev.carillon.lane;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The first receiver of a connection that begins in a special way. {@code begin} sets the receiver that replaces it.
 */
public record BeginReceiver(Consumer<Connection> begin) implements Receiver {
    /** Runs {@code action}, and then passes a connection that is still open to {@code next}. */
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
