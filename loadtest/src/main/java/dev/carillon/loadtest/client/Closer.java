package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Pacer;
import dev.carillon.loadtest.connect.TesterLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Closes all connections of a loop with closing handshakes, at the rate at which connections are opened. */
final class Closer {
    /** Time for the last connection to end. It exceeds the close timeout of a WebSocket, which is 5 s. */
    private static final long LAST_ANSWER_NANOS = 10_000_000_000L;

    private final Clients clients;
    private final Promise<Void> done = Promise.promise();
    boolean closing;
    /** Whether connections are dropped, without a closing handshake. */
    boolean hurried;

    private int next;

    Closer(Clients clients) {
        this.clients = clients;
    }

    /** Closes all connections. The future completes when none is open, or when the last ones do not answer in time. */
    Future<Void> closeAll() {
        closing = true;
        TesterLoop loop = clients.loop;
        loop.paced(new Pacer(loop.part(loop.plan().opening().rate()), System.nanoTime()), this::closeNext);
        return done.future();
    }

    /** Called when a connection has ended, for any reason. */
    void onClosed() {
        if (closing && clients.connections.openCount() == 0) {
            done.tryComplete();
        }
    }

    /** From now on drops connections instead of closing them. */
    void hurry() {
        hurried = true;
        if (closing) {
            dropAll();
        }
    }

    private void dropAll() {
        clients.connections.forEach(connection -> clients.close(connection, false));
        done.tryComplete();
    }

    private boolean closeNext() {
        if (hurried) {
            dropAll();
            return false;
        }
        while (next < clients.connections.size()) {
            Connection connection = clients.connections.of(next++);
            if (connection != null) {
                clients.close(connection, true);
                return true;
            }
        }
        clients.loop.after(LAST_ANSWER_NANOS, done::tryComplete);
        onClosed();
        return false;
    }
}
