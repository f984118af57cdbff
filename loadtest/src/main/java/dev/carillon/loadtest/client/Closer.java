package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.loadtest.connect.ConnectionTable;
import dev.carillon.loadtest.connect.Pacer;
import dev.carillon.loadtest.connect.TesterLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.IntConsumer;

/** Ends all connections of a loop with a clean close, at the pace at which they were opened. */
final class Closer {
    /** Beyond the close timeout of a WebSocket, in which the last of them either answers or is given up. */
    private static final long LAST_ANSWER_NANOS = 10_000_000_000L;

    private static final long PAUSE_NANOS_MIN = 1_000_000;

    private final TesterLoop loop;
    private final ConnectionTable connections;
    private final Transport transport;
    private final IntConsumer farewell;
    private final Pacer pacer;
    private final Promise<Void> done = Promise.promise();
    private boolean closing;
    private boolean hurried;
    private int next;

    /** Tells {@code farewell} each client that is about to be closed. */
    Closer(TesterLoop loop, Transport transport, IntConsumer farewell) {
        this.loop = loop;
        this.farewell = farewell;
        this.connections = loop.connections();
        this.transport = transport;
        this.pacer = new Pacer(loop.part(loop.plan().opening().rate()), System.nanoTime());
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
        closeSome();
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
        connections.forEach(connection -> {
            farewell.accept(connection.slot());
            connection.close(Ending.CLOSED_HERE);
        });
        done.tryComplete();
    }

    private void closeSome() {
        if (hurried) {
            dropAll();
            return;
        }
        for (; next < connections.size(); next++) {
            Connection connection = connections.of(next);
            if (connection == null) {
                continue;
            }
            long now = System.nanoTime();
            if (!pacer.tryTake(now)) {
                long pause = Math.max(PAUSE_NANOS_MIN, pacer.nanosUntilNext(now));
                loop.after(pause, this::closeSome);
                return;
            }
            farewell.accept(next);
            transport.close(connection);
        }
        loop.after(LAST_ANSWER_NANOS, done::tryComplete);
        onClosed();
    }
}
