package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Connector;
import dev.carillon.loadtest.connect.FailureClass;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.stream.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sends the first messages of clients, and waits for the answer that a client is ready. */
final class FirstMessages {
    private static final long CHECK_NANOS = 20_000_000;

    private final TesterLoop loop;
    private final Connector connector;
    private final Dialect dialect;
    private final Optional<byte[]> readyMatch;
    private final Map<Integer, List<byte[]>> framesByTopic = new HashMap<>();
    /** Clients that have not received the answer that they are ready. */
    private final BitSet awaited = new BitSet();
    /** Whether some clients were not ready in time. */
    boolean gaveUp;

    FirstMessages(TesterLoop loop, Connector connector) {
        this.loop = loop;
        this.connector = connector;
        this.dialect = loop.plan().target().dialect();
        this.readyMatch = dialect.readyMatch().map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends the first messages of a new connection: {@code own}, or the messages of its topic if {@code own} is empty.
     * Returns whether the connection is ready at once.
     */
    boolean begin(Connection connection, int topic, List<String> own) {
        List<byte[]> frames = own.isEmpty()
                ? framesByTopic.computeIfAbsent(topic, number -> render(dialect.firstMessages(), number))
                : render(own, topic);
        frames.forEach(connection::send);
        if (readyMatch.isEmpty()) {
            return true;
        }
        int client = connection.slot();
        awaited.set(client);
        long patience = loop.plan().opening().handshakeTimeout().toNanos();
        loop.after(patience, () -> giveUp(client, connection));
        return false;
    }

    boolean isAwaited(int client) {
        return awaited.get(client);
    }

    /** Whether {@code message} is the answer that the connection is ready. */
    boolean isReady(int client, ByteBuffer message) {
        boolean ready = readyMatch.isPresent() && Bytes.indexOf(message, readyMatch.get()) >= 0;
        if (ready) {
            awaited.clear(client);
        }
        return ready;
    }

    void forget(int client) {
        awaited.clear(client);
    }

    /** Counts the clients that are not ready at the end of the run as rejected. */
    void end() {
        awaited.stream().forEach(client -> connector.tally().countRejected(FailureClass.NOT_READY));
        awaited.clear();
    }

    /** Completes when all clients are ready, or after the patience of the plan. */
    Future<Void> allReady() {
        Promise<Void> ready = Promise.promise();
        check(ready, System.nanoTime() + loop.plan().opening().patience().toNanos());
        return ready.future();
    }

    private void check(Promise<Void> ready, long deadlineNanos) {
        gaveUp = System.nanoTime() - deadlineNanos > 0;
        if (gaveUp || connector.isStopped() || (awaited.isEmpty() && !connector.isOpeningAgain())) {
            ready.complete();
        } else {
            loop.after(CHECK_NANOS, () -> check(ready, deadlineNanos));
        }
    }

    private void giveUp(int client, Connection connection) {
        boolean same = connection.equals(loop.connections().of(client));
        if (same && connection.isOpen() && awaited.get(client)) {
            awaited.clear(client);
            connector.reject(client, connection, FailureClass.NOT_READY);
        }
    }

    private static List<byte[]> render(List<String> messages, int topic) {
        return messages.stream()
                .map(text -> Clients.FRAMES.text(Dialect.ofTopic(text, topic).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
