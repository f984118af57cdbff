package dev.carillon.loadtest.client;

import dev.carillon.config.Rate;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.handshake.ClientRequest;
import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Roster;
import dev.carillon.loadtest.connect.Station;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.measure.SequenceTracker;
import dev.carillon.loadtest.measure.Stamp;
import dev.carillon.loadtest.measure.WorkTally;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Echo;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Round trips. With a rate, clients take turns by the clock, and a message that must wait keeps the time at which it
 * should have left; without one, each has a window of messages that it fills whenever an echo comes.
 */
final class EchoTask implements Task {
    /** What may wait for the server before a connection is passed over. */
    private static final long BACKLOG_BYTES_MAX = 1 << 20;

    private static final MaskedFrames FRAMES = new MaskedFrames(() -> 0x5EED_CAFE);

    private final Station station;
    private final Roster roster;
    private final Echo echo;
    private final Requests requests;
    private final PayloadFormat format;
    private final EchoTally tally = new EchoTally();
    private final SequenceTracker tracker;
    private final Stamp stamp = new Stamp();
    /** For each client: messages that have left. */
    private final int[] sent;

    private @Nullable Timetable timetable;
    private boolean over;
    private long turns;
    private long received;

    EchoTask(Station station, Echo echo, int run) {
        this.station = station;
        this.roster = station.roster();
        this.echo = echo;
        this.requests = Requests.of(station, 1);
        this.format = new PayloadFormat(run, echo.size());
        this.tracker = new SequenceTracker(roster.size());
        this.sent = new int[roster.size()];
    }

    @Override
    public ClientRequest request(int client) {
        return requests.of(client, 0);
    }

    @Override
    public void begin(Timetable times) {
        timetable = times;
        long wait = Math.max(0, times.startNanos() - System.nanoTime());
        station.after(wait, TimeUnit.NANOSECONDS, echo.rate().isPresent() ? this::sendDue : this::fillWindows);
    }

    // ---- by the clock

    private void sendDue() {
        Rate rate = echo.rate().orElseThrow().part(station.share().parts());
        while (timetable != null && !over && roster.openCount() > 0) {
            long due = timetable.startNanos() + (long) (turns * rate.intervalNanos());
            if (due - timetable.endNanos() >= 0) {
                return;
            }
            long wait = due - System.nanoTime();
            if (wait > 0) {
                station.after(wait, TimeUnit.NANOSECONDS, this::sendDue);
                return;
            }
            sendInTurn(due);
        }
    }

    private void sendInTurn(long due) {
        Connection connection = roster.connection((int) (turns++ % roster.size()));
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
        roster.forEach(connection -> {
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
        connection.send(FRAMES.text(format.write(0, sent[client], due, now)));
    }

    // ---- what comes back

    @Override
    public void onMessage(Connection connection, ByteBuffer message) {
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

    private boolean isMeasured(long dueNanos) {
        return timetable != null && timetable.isMeasured(dueNanos);
    }

    // ---- the end

    @Override
    public int[] end() {
        if (timetable != null && echo.rate().isPresent()) {
            sendDue();
            countUnsent(turnsUntil(Math.min(System.nanoTime(), timetable.endNanos()) - timetable.startNanos()));
        }
        over = true;
        return NOTHING_PUBLISHED;
    }

    /** Turns that have fallen due since the last connection was lost. */
    private long turnsUntil(long elapsedNanos) {
        if (roster.openCount() > 0) {
            return 0;
        }
        Rate rate = echo.rate().orElseThrow().part(station.share().parts());
        return Math.max(0, (long) Math.ceil(elapsedNanos / rate.intervalNanos()) - turns);
    }

    @Override
    public boolean isDrained(int[] published) {
        for (int client = 0; client < sent.length; client++) {
            // A client that lost its connection waits for nothing more.
            if (roster.connection(client) != null && tracker.missing(client, sent[client]) > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean isDeserted() {
        return roster.openCount() == 0;
    }

    @Override
    public WorkTally conclude(int[] published) {
        for (int client = 0; client < sent.length; client++) {
            tally.countLost(tracker.missing(client, sent[client]));
        }
        tally.conclude(tracker);
        return tally;
    }

    @Override
    public Histogram latencies(KeepAliveTally keepAlives) {
        return tally.fromIntended;
    }

    @Override
    public long sent() {
        return tally.sent.count();
    }

    @Override
    public long received() {
        return received;
    }
}
