package dev.carillon.lane;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Handles the events of connections. One receiver may serve many connections: those that store nothing of their peer
 * share one, so that an idle connection costs nothing here.
 */
public interface Receiver {

    /** Ignores all events, for a connection that has no other receiver yet. */
    Receiver NOBODY = new Receiver() {
        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {}

        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

        @Override
        public void onClosed(Connection connection, Ending ending) {}
    };

    /** The connection is open: connected, accepted or adopted. */
    default void onOpen(Connection connection) {}

    /** A connection of {@link Lane#connect} could not be opened; no other method is called for it. */
    default void onConnectFailed(IOException cause) {}

    /**
     * The peer sent {@code bytes}. The loop reuses this buffer, so everything must be consumed or copied before the
     * return. The buffer may be changed.
     */
    void onBytes(Connection connection, ByteBuffer bytes);

    /** Called by the {@link VisitSchedule} once a round; bytes of the peer last came {@code silentSeconds} ago. */
    void onVisit(Connection connection, int nowSeconds, int silentSeconds);

    /**
     * The peer is slow: remembered publications up to {@code offset} have been sent, and later ones were skipped. They
     * must be read from the log, with {@link Connection#catchUp}. Called during a delivery.
     */
    default void onBehind(Connection connection, long offset) {}

    /**
     * {@code count} publications were dropped for the peer, and it can receive something again. Some forms report this
     * to it.
     */
    default void onMissed(Connection connection, int count) {}

    /** A method of this receiver threw, which has been logged. The connection must end; it may send a last message. */
    default void onFault(Connection connection) {
        connection.close(Ending.FAULT);
    }

    /**
     * The service stops, and closes its connections one after the other. The peer may reconnect after {@code
     * reconnectAfter}. Also called for a connection that has just ended.
     */
    default void onShutDown(Connection connection, Duration reconnectAfter) {
        connection.close(Ending.CLOSED_HERE);
    }

    /** The connection has ended; the last call for it. */
    void onClosed(Connection connection, Ending ending);
}
