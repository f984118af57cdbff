package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.measure.CloseTally.Close;
import dev.carillon.loadtest.measure.SlowTally;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.SlowReaders;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A fanout in which some subscribers read slowly or not at all, from the beginning of the workload. */
final class SlowTask extends FanoutTask {
    /** The time that readers have at the end of the run to receive a close frame. */
    private static final long CATCH_UP_NANOS = 500_000_000;
    /** How long stalling readers read between two stalls: long enough to detect that the server closed them. */
    private static final long READ_NANOS = 1_000_000_000;

    private static final long AGAIN_NANOS = 1_000_000_000;

    private final SlowReaders plan;
    private final SlowTally slowTally;
    private final BitSet readers = new BitSet();
    /** For each client: bytes that it reads a second; 0 if it reads nothing. */
    private final int[] bytesPerSecond;

    /** For each client: publications that it has read while it was slow. */
    private final int[] readCount;
    /** For each client: when its rate permits it to read again, a {@link System#nanoTime}. */
    private final long[] readNanos;

    private boolean slow;
    private boolean stalled;
    private long endedNanos;

    SlowTask(Clients clients, Fanout fanout, SlowReaders plan, int run, Vertx vertx) {
        super(clients, fanout, run, vertx);
        this.plan = plan;
        this.slowTally = tally.slow;
        this.bytesPerSecond = new int[connections.size()];
        this.readCount = new int[connections.size()];
        this.readNanos = new long[connections.size()];
    }

    @Override
    void onSubscriber(int client) {
        if (!plan.isOne(number(client))) {
            super.onSubscriber(client);
            return;
        }
        bytesPerSecond[client] = plan.bytesPerSecond(number(client));
        if (readers.get(client)) {
            slowTally.again.increment();
        } else {
            readers.set(client);
            slowTally.readers.increment();
        }
        if (stalled && bytesPerSecond[client] == 0) {
            ifOpen(client, Connection::pauseReading);
        }
    }

    /** Counts the end of a slow reader's connection separately. */
    @Override
    boolean hasCountedEnd(int client, CloseCause cause, int code) {
        if (!readers.get(client)) {
            return super.hasCountedEnd(client, cause, code);
        }
        slowTally.closed.increment(new Close(cause, code));
        if (slow && plan.stall().isPresent()) {
            clients.connector.openAgain(client, AGAIN_NANOS);
        }
        return true;
    }

    /** Includes slow readers only if their stalls end, because others do not detect the end of their connection. */
    @Override
    boolean hasSubscribers() {
        return super.hasSubscribers()
                || (plan.stall().isPresent() && readers.stream().anyMatch(this::isConnected));
    }

    // ---- the order of a run

    @Override
    void begin(Timetable times) {
        slow = true;
        stallAll();
        super.begin(times);
    }

    private void stallAll() {
        if (slow) {
            stalled = true;
            stalling().forEach(client -> ifOpen(client, Connection::pauseReading));
            plan.stall().ifPresent(time -> loop.after(time.toNanos(), this::readBriefly));
        }
    }

    private void readBriefly() {
        stalled = false;
        stalling().forEach(client -> ifOpen(client, Connection::resumeReading));
        loop.after(READ_NANOS, this::stallAll);
    }

    private IntStream stalling() {
        return readers.stream().filter(client -> bytesPerSecond[client] == 0);
    }

    /** Makes all slow readers read again, so that they receive a close frame. What they read now is not counted. */
    @Override
    int[] end() {
        slow = false;
        stalled = false;
        endedNanos = System.nanoTime();
        readers.stream().forEach(client -> ifOpen(client, Connection::resumeReading));
        return super.end();
    }

    /** Also waits until the slow readers have had time to receive a close frame. */
    @Override
    boolean isDrained(int[] published) {
        boolean caughtUp = readers.isEmpty() || System.nanoTime() - endedNanos > CATCH_UP_NANOS;
        return caughtUp && super.isDrained(published);
    }

    /** Also records by how many publications the slowest reader was behind. */
    @Override
    void conclude(int[] published) {
        super.conclude(published);
        readers.stream().filter(this::isConnected).forEach(client -> {
            long due = fanout.publishersOf(topic(client))
                    .mapToLong(publisher -> Math.max(0, published[publisher]))
                    .sum();
            slowTally.behind.see(due - readCount[client]);
        });
    }

    // ---- messages

    @Override
    void readMessage(int client, ByteBuffer message) {
        if (!readers.get(client)) {
            super.readMessage(client, message);
        } else if (slow) {
            int length = message.remaining();
            slowTally.messages.increment();
            slowTally.bytes.add(length);
            readCount[client]++;
            if (bytesPerSecond[client] > 0) {
                pauseAfter(client, length);
            }
        }
    }

    private void pauseAfter(int client, int length) {
        long now = System.nanoTime();
        boolean reads = readNanos[client] - now <= 0;
        readNanos[client] = (reads ? now : readNanos[client]) + length * 1_000_000_000L / bytesPerSecond[client];
        if (reads) {
            ifOpen(client, Connection::pauseReading);
            resumeLater(client);
        }
    }

    private void resumeLater(int client) {
        long wait = Math.max(1_000_000, readNanos[client] - System.nanoTime());
        loop.after(wait, () -> {
            // One read may contain several messages, which extend the wait.
            if (slow && readNanos[client] - System.nanoTime() > 0) {
                resumeLater(client);
            } else {
                ifOpen(client, Connection::resumeReading);
            }
        });
    }

    private void ifOpen(int client, Consumer<Connection> action) {
        Connection connection = connections.of(client);
        if (connection != null) {
            action.accept(connection);
        }
    }
}
