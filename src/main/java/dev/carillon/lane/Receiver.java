package dev.carillon.lane;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What becomes of a connection's events. One receiver may serve any number of connections: those that have nothing to
 * remember about a peer shares one, and a connection that does nothing costs nothing here.
 */
public interface Receiver {

    /** Listens to nothing: for a connection that nobody has been told of yet. */
    Receiver NOBODY = new Receiver() {
        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {}

        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {}

        @Override
        public void onClosed(Connection connection, Ending ending) {}
    };

    /** A connection that was asked for with {@link Lane#connect} is open. */
    default void onOpen(Connection connection) {}

    /** A connection that was asked for with {@link Lane#connect} could not be opened; nothing else is called for it. */
    default void onConnectFailed(IOException cause) {}

    /**
     * The peer sent {@code bytes}: a buffer that the loop owns and uses again, so that everything must be consumed or
     * copied before returning. It may be written to.
     */
    void onBytes(Connection connection, ByteBuffer bytes);

    /** Called on each of the {@link VisitSchedule}; {@code silentSeconds} have passed since bytes of the peer came last. */
    void onVisit(Connection connection, int nowSeconds, int silentSeconds);

    /**
     * The peer is behind: what was sent last of all that is remembered is at or before {@code offset}. What comes behind it was
     * left out, and is to be read from the log, with {@link Connection#catchUp}. Called from within a delivery.
     */
    default void onBehind(Connection connection, long offset) {}

    /** So many publications were left out for the peer, which has room for something again: for a form that can tell it. */
    default void onMissed(Connection connection, int count) {}

    /** Something here threw, which has been logged; the connection must end, with a last word or without. */
    default void onFault(Connection connection) {
        connection.close(Ending.FAULT);
    }

    /**
     * The service ends, and closes its connections one after the other. The peer may come back after {@code reconnectAfter}.
     * Also called for a connection that has ended meanwhile.
     */
    default void onShutDown(Connection connection, Duration reconnectAfter) {
        connection.close(Ending.CLOSED_HERE);
    }

    /** The connection has ended; the last call that it gets. */
    void onClosed(Connection connection, Ending ending);
}
