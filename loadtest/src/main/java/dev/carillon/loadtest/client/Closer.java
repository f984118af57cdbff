package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.ConnectionTable;
import dev.carillon.loadtest.connect.Pacer;
import dev.carillon.loadtest.connect.TesterLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Ends all connections of a loop with a clean close, at the pace at which they were opened. */
final class Closer {
    /** Beyond the close timeout of a WebSocket, in which the last of them either answers or is given up. */
    private static final long LAST_ANSWER_NANOS = 10_000_000_000L;

    private final Clients clients;
    private final TesterLoop loop;
    private final ConnectionTable connections;
    private final Promise<Void> done = Promise.promise();
    private boolean closing;
    private boolean hurried;
    private int next;

    Closer(Clients clients) {
        this.clients = clients;
        this.loop = clients.loop;
        this.connections = clients.connections;
    }

    boolean isClosing() {
        return closing;
    }

    boolean isHurried() {
        return hurried;
    }

    /** Ends when none is open any more, or when those that are do not answer. */
    Future<Void> closeAll() {
        closing = true;
        Pacer pacer = new Pacer(loop.part(loop.plan().opening().rate()), System.nanoTime());
        loop.paced(pacer, this::closeNext);
        return done.future();
    }

    /** One more has ended, for whatever reason. */
    void onClosed() {
        if (closing && connections.openCount() == 0) {
            done.tryComplete();
        }
    }

    /** Drops connections instead of closing them. */
    void hurry() {
        hurried = true;
        if (closing) {
            dropAll();
        }
    }

    private void dropAll() {
        connections.forEach(connection -> clients.close(connection, false));
        done.tryComplete();
    }

    private boolean closeNext() {
        if (hurried) {
            dropAll();
            return false;
        }
        while (next < connections.size()) {
            Connection connection = connections.of(next++);
            if (connection != null) {
                clients.close(connection, true);
                return true;
            }
        }
        loop.after(LAST_ANSWER_NANOS, done::tryComplete);
        onClosed();
        return false;
    }
}
