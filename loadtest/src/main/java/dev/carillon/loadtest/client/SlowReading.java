package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.ConnectionTable;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.SlowTally;
import dev.carillon.loadtest.plan.Workload.SlowReaders;
import dev.carillon.websocket.CloseCause;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** Subscribers of one loop that read at a pace of their own, or not at all, from when the workload begins. */
final class SlowReading {
    private static final long CATCH_UP_NANOS = 500_000_000;
    /** How long those that stall read in between: long enough to notice that they were closed. */
    private static final long LOOK_NANOS = 1_000_000_000;

    private static final long AGAIN_NANOS = 1_000_000_000;

    private final Clients all;
    private final TesterLoop loop;
    private final ConnectionTable connections;
    private final Optional<SlowReaders> plan;
    private final SlowTally tally;
    private final BitSet clients = new BitSet();
    /** By client: what it reads in a second, or 0 when it reads nothing. */
    private final int[] bytesPerSecond;

    /** By client: publications that it has read while it was slow. */
    private final int[] taken;
    /** By client: when what it has read is worth no more waiting. */
    private final long[] readNanos;

    private boolean slow;
    private boolean stalled;
    private long endedNanos;

    /** @param all clients of the loop, of which those that were closed can connect again */
    SlowReading(Clients all, Optional<SlowReaders> plan, SlowTally tally) {
        this.all = all;
        this.loop = all.loop;
        this.connections = all.connections;
        this.plan = plan;
        this.tally = tally;
        int places = plan.isPresent() ? connections.size() : 0;
        this.bytesPerSecond = new int[places];
        this.taken = new int[places];
        this.readNanos = new long[places];
    }

    boolean isOne(int subscriber) {
        return plan.isPresent() && plan.get().isOne(subscriber);
    }

    void enter(int client, int subscriber) {
        bytesPerSecond[client] = plan.orElseThrow().bytesPerSecond(subscriber);
        if (clients.get(client)) {
            tally.countAgain();
        } else {
            clients.set(client);
            tally.countReader();
        }
        if (stalled && bytesPerSecond[client] == 0) {
            pause(client);
        }
    }

    /** Whether any that stalls again and again has a connection; the others find out at the end only. */
    boolean holdsAny() {
        return stall().isPresent() && clients.stream().anyMatch(client -> connections.of(client) != null);
    }

    /** Tells how far behind the farthest was, of so many publications as {@code due} says for a client. */
    void conclude(IntToLongFunction due) {
        clients.stream()
                .filter(client -> connections.of(client) != null)
                .forEach(client -> tally.countBehind(due.applyAsLong(client) - taken[client]));
    }

    boolean has(int client) {
        return clients.get(client);
    }

    /** Whether the client is one of them; the end of its connection is counted then. */
    boolean leave(int client, CloseCause cause, int code) {
        if (clients.get(client)) {
            tally.countClosed(cause, code);
            if (slow && stall().isPresent()) {
                all.connector.openAgain(client, AGAIN_NANOS);
            }
            return true;
        }
        return false;
    }

    void begin() {
        slow = true;
        stallAll();
    }

    private void stallAll() {
        if (slow) {
            stalled = true;
            silent().forEach(this::pause);
            stall().ifPresent(time -> loop.after(time.toNanos(), this::lookUp));
        }
    }

    private void lookUp() {
        stalled = false;
        silent().forEach(this::resume);
        loop.after(LOOK_NANOS, this::stallAll);
    }

    /** All read again, so that they receive the close frame; what they read now is not counted. */
    void end() {
        slow = false;
        stalled = false;
        endedNanos = System.nanoTime();
        clients.stream().forEach(this::resume);
    }

    /** Whether there was enough time to receive it. */
    boolean hasCaughtUp() {
        return clients.isEmpty() || System.nanoTime() - endedNanos > CATCH_UP_NANOS;
    }

    void onMessage(Connection connection, int length) {
        if (!slow) {
            return;
        }
        tally.countMessage(length);
        int client = connection.slot();
        taken[client]++;
        if (bytesPerSecond[client] == 0) {
            return;
        }
        long now = System.nanoTime();
        boolean reads = readNanos[client] - now <= 0;
        readNanos[client] = (reads ? now : readNanos[client]) + length * 1_000_000_000L / bytesPerSecond[client];
        if (reads) {
            connection.pauseReading();
            resumeLater(client);
        }
    }

    private void resumeLater(int client) {
        long wait = Math.max(1_000_000, readNanos[client] - System.nanoTime());
        loop.after(wait, () -> {
            // One read may have brought more messages than the one that this waits for.
            if (slow && readNanos[client] - System.nanoTime() > 0) {
                resumeLater(client);
            } else {
                resume(client);
            }
        });
    }

    private void pause(int client) {
        Connection connection = connections.of(client);
        if (connection != null) {
            connection.pauseReading();
        }
    }

    private void resume(int client) {
        Connection connection = connections.of(client);
        if (connection != null) {
            connection.resumeReading();
        }
    }

    private Optional<Duration> stall() {
        return plan.flatMap(SlowReaders::stall);
    }

    private IntStream silent() {
        return clients.stream().filter(client -> bytesPerSecond[client] == 0);
    }
}
