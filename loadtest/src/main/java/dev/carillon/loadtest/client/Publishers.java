package dev.carillon.loadtest.client;

import dev.carillon.lane.Connection;
import dev.carillon.loadtest.connect.Roster;
import dev.carillon.loadtest.connect.Station;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.websocket.MaskedFrames;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The publishers of one loop, who are its first clients. They publish by the clock and not when the server is ready: a
 * publication that must wait keeps the time at which it should have left.
 */
final class Publishers {
    /** What may wait for the server before a publisher stops adding to it. */
    private static final long BACKLOG_BYTES_MAX = 1 << 20;

    private static final long RETRY_NANOS = 5_000_000;
    private static final MaskedFrames FRAMES = new MaskedFrames(() -> 0x5EED_CAFE);

    private final Station station;
    private final Roster roster;
    private final PublishSchedule schedule;
    private final PayloadFormat format;
    private final DeliveryTally tally;
    private final int first;
    /** For each publisher of this loop: publications that have left. */
    private final int[] sent;

    private @Nullable Timetable timetable;
    private @Nullable ScheduledFuture<?> next;

    Publishers(Station station, PublishSchedule schedule, PayloadFormat format, DeliveryTally tally) {
        this.station = station;
        this.roster = station.roster();
        this.schedule = schedule;
        this.format = format;
        this.tally = tally;
        this.first = station.share().first(schedule.publishers());
        this.sent = new int[station.share().count(schedule.publishers())];
    }

    /** The first of all publishers that is on this loop. */
    int first() {
        return first;
    }

    int count() {
        return sent.length;
    }

    void begin(Timetable times) {
        timetable = times;
        if (sent.length > 0) {
            publishDue(times);
        }
    }

    /** Returns what each publisher of the whole run has sent, those of other loops being 0. */
    int[] end() {
        timetable = null;
        if (next != null) {
            next.cancel(false);
        }
        int[] published = new int[schedule.publishers()];
        System.arraycopy(sent, 0, published, first, sent.length);
        return published;
    }

    private void publishDue(Timetable times) {
        long now = System.nanoTime();
        long nextDue = Long.MAX_VALUE;
        for (int i = 0; i < sent.length; i++) {
            nextDue = Math.min(nextDue, publishDue(times, i, now));
        }
        // Beyond the end there is nothing to wait for.
        if (nextDue < times.endNanos() - times.startNanos()) {
            long wait = Math.max(0, times.startNanos() + nextDue - System.nanoTime());
            next = station.timer(wait, TimeUnit.NANOSECONDS, this::onDue);
        }
    }

    private void onDue() {
        if (timetable != null) {
            publishDue(timetable);
        }
    }

    /** Sends what publisher {@code i} owes; returns when to come again, in nanoseconds after the start. */
    private long publishDue(Timetable times, int i, long now) {
        Connection connection = roster.connection(i);
        if (connection == null) {
            return Long.MAX_VALUE;
        }
        long elapsed = now - times.startNanos();
        long due = schedule.dueNanos(first + i, sent[i]);
        while (due <= elapsed && times.startNanos() + due < times.endNanos()) {
            if (connection.backlogBytes() > BACKLOG_BYTES_MAX || !connection.isOpen()) {
                tally.countPostponed();
                return elapsed + RETRY_NANOS;
            }
            publish(connection, i, times.startNanos() + due, times);
            due = schedule.dueNanos(first + i, sent[i]);
        }
        return due;
    }

    private void publish(Connection connection, int i, long intendedNanos, Timetable times) {
        sent[i]++;
        long now = System.nanoTime();
        tally.countPublished(now - intendedNanos, times.isMeasured(intendedNanos));
        connection.send(FRAMES.text(format.write(first + i, sent[i], intendedNanos, now)));
    }
}
