package dev.carillon.loadtest.client;

import dev.carillon.config.Rate;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.measure.SequenceTracker;
import dev.carillon.loadtest.measure.Stamp;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Echo;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures round trips. With a rate, clients take turns by the clock, and a delayed message keeps its intended time.
 * Without a rate, each client has a window of unanswered messages, and sends the next one after each echo.
 */
final class EchoTask extends Task<EchoTally> {
    /** Bytes that may wait for the server before a connection is skipped. */
    private static final long BACKLOG_BYTES_MAX = 1 << 20;

    private final Echo echo;
    /** This loop's part of the rate; empty if messages are sent by the window. */
    private final Optional<Rate> rate;

    private final PayloadFormat format;
    private final SequenceTracker tracker;
    private final Stamp stamp = new Stamp();
    /** For each client: messages sent. */
    private final int[] sent;

    private long turns;

    EchoTask(Clients clients, Echo echo, int run) {
        super(clients, 1, new EchoTally());
        this.echo = echo;
        this.rate = echo.rate().map(loop::part);
        this.format = new PayloadFormat(run, echo.size());
        this.tracker = new SequenceTracker(connections.size());
        this.sent = new int[connections.size()];
    }

    @Override
    void begin(Timetable times) {
        super.begin(times);
        loop.at(times.startNanos(), rate.isPresent() ? this::sendDue : this::fillWindows);
    }

    // ---- by the clock

    private void sendDue() {
        Timetable times = timetable;
        Rate each = rate.orElseThrow();
        while (times != null && !over && connections.openCount() > 0) {
            long due = times.startNanos() + (long) (turns * each.intervalNanos());
            if (due - times.endNanos() >= 0) {
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
            tally.postponed.increment();
        }
    }

    /** Counts messages that were due but not sent. They also count as lost. */
    private void countUnsent(long messages) {
        tally.unsent.add(messages);
        tally.lost().add(messages);
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

    // ---- echoes

    @Override
    void onMessage(Connection connection, ByteBuffer message) {
        received++;
        switch (format.read(message, stamp)) {
            case OURS -> onEcho(connection);
            case FOREIGN -> tally.foreign.increment();
            case GARBLED -> tally.defect(Defect.GARBLED).increment();
        }
    }

    private void onEcho(Connection connection) {
        int client = connection.slot();
        if (stamp.sequence() < 1 || stamp.sequence() > sent[client]) {
            tally.defect(Defect.GARBLED).increment();
            return;
        }
        boolean isNew = tracker.onSequence(client, stamp.sequence());
        long now = System.nanoTime();
        if (isNew && isMeasured(stamp.intendedNanos())) {
            tally.time(stamp, now);
        }
        boolean goesOn = timetable != null && !over && now - timetable.endNanos() < 0;
        if (isNew && rate.isEmpty() && goesOn) {
            send(connection, now);
        }
    }

    // ---- the end

    @Override
    int[] end() {
        Timetable times = timetable;
        if (times != null && rate.isPresent()) {
            sendDue();
            if (connections.openCount() == 0) {
                // Messages that were due after the last connection was lost, when sendDue() sends nothing.
                long elapsed = Math.min(System.nanoTime(), times.endNanos()) - times.startNanos();
                long due = (long) Math.ceil(elapsed / rate.get().intervalNanos());
                countUnsent(Math.max(0, due - turns));
            }
        }
        return super.end();
    }

    /** Whether all echoes have arrived. Clients without a connection expect none. */
    @Override
    boolean isDrained(int[] published) {
        return IntStream.range(0, sent.length)
                .noneMatch(client -> isConnected(client) && tracker.missing(client, sent[client]) > 0);
    }

    @Override
    void conclude(int[] published) {
        for (int client = 0; client < sent.length; client++) {
            tally.lost().add(tracker.missing(client, sent[client]));
        }
        tally.conclude(tracker);
    }
}
