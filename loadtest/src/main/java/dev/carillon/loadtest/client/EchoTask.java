package dev.carillon.loadtest.client;

import dev.carillon.config.Rate;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.measure.SequenceTracker;
import dev.carillon.loadtest.measure.Stamp;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Echo;
import java.nio.ByteBuffer;

/**
 * Round trips. With a rate, clients take turns by the clock, and a message that must wait keeps the time at which it
 * should have left; without one, each has a window of messages that it fills whenever an echo comes.
 */
final class EchoTask extends Task<EchoTally> {
    /** Bytes that may wait for the server before a connection is skipped. */
    private static final long BACKLOG_BYTES_MAX = 1 << 20;

    private final Echo echo;
    private final PayloadFormat format;
    private final SequenceTracker tracker;
    private final Stamp stamp = new Stamp();
    /** For each client: messages that have left. */
    private final int[] sent;

    private long turns;

    EchoTask(Clients clients, Echo echo, int run) {
        super(clients, 1, new EchoTally());
        this.echo = echo;
        this.format = new PayloadFormat(run, echo.size());
        this.tracker = new SequenceTracker(connections.size());
        this.sent = new int[connections.size()];
    }

    @Override
    void begin(Timetable times) {
        super.begin(times);
        loop.at(times.startNanos(), echo.rate().isPresent() ? this::sendDue : this::fillWindows);
    }

    // ---- by the clock

    private void sendDue() {
        Rate rate = loop.part(echo.rate().orElseThrow());
        while (isUnderWay() && connections.openCount() > 0) {
            long due = timetable.startNanos() + (long) (turns * rate.intervalNanos());
            if (due - timetable.endNanos() >= 0) {
                return;
            }
            if (due - System.nanoTime() > 0) {
                loop.at(due, this::sendDue);
                return;
            }
            sendInTurn(due);
        }
    }

    private void sendInTurn(long due) {
        Connection connection = connections.of((int) (turns++ % connections.size()));
        if (connection == null) {
            countUnsent(1);
        } else if (connection.isOpen() && connection.backlogBytes() <= BACKLOG_BYTES_MAX) {
            send(connection, due);
        } else {
            tally.countPostponed();
        }
    }

    /** It fell due, and what was not sent does not come back. */
    private void countUnsent(long messages) {
        tally.countUnsent(messages);
        tally.countLost(messages);
    }

    // ---- by the window

    private void fillWindows() {
        connections.forEach(connection -> {
            for (int i = 0; i < echo.window(); i++) {
                send(connection, System.nanoTime());
            }
        });
    }

    private void send(Connection connection, long due) {
        int client = connection.slot();
        long now = System.nanoTime();
        sent[client]++;
        tally.countSent(now - due, isMeasured(due));
        connection.send(Clients.FRAMES.text(format.write(0, sent[client], due, now)));
    }

    // ---- what comes back

    @Override
    void onMessage(Connection connection, ByteBuffer message) {
        received++;
        switch (format.read(message, stamp)) {
            case OURS -> onEcho(connection);
            case FOREIGN -> tally.countForeign();
            case GARBLED -> tally.countGarbled();
        }
    }

    private void onEcho(Connection connection) {
        int client = connection.slot();
        if (stamp.sequence() < 1 || stamp.sequence() > sent[client]) {
            tally.countGarbled();
            return;
        }
        boolean isNew = tracker.onSequence(client, stamp.sequence());
        long now = System.nanoTime();
        if (isNew && isMeasured(stamp.intendedNanos())) {
            tally.time(stamp, now);
        }
        boolean goesOn = timetable != null && !over && now - timetable.endNanos() < 0;
        if (isNew && echo.rate().isEmpty() && goesOn) {
            send(connection, now);
        }
    }

    // ---- the end

    @Override
    int[] end() {
        if (timetable != null && echo.rate().isPresent()) {
            sendDue();
            countUnsent(turnsUntil(Math.min(System.nanoTime(), timetable.endNanos()) - timetable.startNanos()));
        }
        return super.end();
    }

    /** Turns that have fallen due since the last connection was lost. */
    private long turnsUntil(long elapsedNanos) {
        if (connections.openCount() > 0) {
            return 0;
        }
        Rate rate = loop.part(echo.rate().orElseThrow());
        return Math.max(0, (long) Math.ceil(elapsedNanos / rate.intervalNanos()) - turns);
    }

    @Override
    boolean isDrained(int[] published) {
        for (int client = 0; client < sent.length; client++) {
            // A client that lost its connection waits for nothing more.
            if (isConnected(client) && tracker.missing(client, sent[client]) > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    void conclude(int[] published) {
        for (int client = 0; client < sent.length; client++) {
            tally.countLost(tracker.missing(client, sent[client]));
        }
        tally.conclude(tracker);
    }
}
