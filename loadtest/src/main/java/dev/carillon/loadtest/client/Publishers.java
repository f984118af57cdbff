package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.plan.Timetable;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The publishers of one loop. They publish when the schedule says and not when the server is ready: a
 * publication that must wait keeps the time at which it should have left.
 */
final class Publishers {
    private static final long RETRY_NANOS = 5_000_000;

    private final TesterLoop loop;
    private final PublicationSender sender;
    private final int topics;
    private final PublishSchedule schedule;
    private final PayloadFormat format;
    private final DeliveryTally tally;
    /** The first of all publishers that is on this loop. */
    final int first;

    /** For each publisher of this loop: publications that have left. */
    private final int[] sent;

    private @Nullable Timetable timetable;
    private @Nullable ScheduledFuture<?> next;
    private boolean soon;

    Publishers(
            TesterLoop loop,
            PublicationSender sender,
            int topics,
            PublishSchedule schedule,
            PayloadFormat format,
            DeliveryTally tally) {
        this.loop = loop;
        this.sender = sender;
        this.topics = topics;
        this.schedule = schedule;
        this.format = format;
        this.tally = tally;
        this.first = loop.share().first(schedule.publishers());
        this.sent = new int[loop.share().count(schedule.publishers())];
    }

    void begin(Timetable times) {
        timetable = times;
        if (sent.length > 0) {
            publishDue(times);
        }
    }

    /**
     * Returns what each publisher of the whole run has made, those of other loops being 0. What fell due and could not
     * be sent, such as that of a publisher that had lost its connection, counts as made.
     */
    int[] end() {
        Timetable times = timetable;
        timetable = null;
        if (next != null) {
            next.cancel(false);
        }
        long now = System.nanoTime();
        int[] published = new int[schedule.publishers()];
        for (int i = 0; i < sent.length; i++) {
            int unsent = times == null ? 0 : finish(times, i, now);
            published[first + i] = sent[i] + unsent;
        }
        return published;
    }

    /** Returns how many publications of publisher {@code i} fell due and could not be sent. */
    private int finish(Timetable times, int i, long now) {
        // The timer for the last of them may be a little late.
        long _ = publishDue(times, i, now);
        long elapsed = Math.min(now, times.endNanos()) - times.startNanos();
        int unsent = Math.max(0, schedule.sequencesBefore(first + i, elapsed) - sent[i]);
        tally.unsent.add(unsent);
        return unsent;
    }

    /** Publishers that wait for deliveries may publish when all that has come is read. */
    void goOnSoon() {
        if (!soon) {
            soon = true;
            loop.after(0, this::goOn);
        }
    }

    private void goOn() {
        soon = false;
        if (timetable != null) {
            publishDue(timetable);
        }
    }

    private void publishDue(Timetable times) {
        long now = System.nanoTime();
        long nextDue = Long.MAX_VALUE;
        for (int i = 0; i < sent.length; i++) {
            nextDue = Math.min(nextDue, publishDue(times, i, now));
        }
        if (next != null) {
            next.cancel(false);
        }
        // Nothing is published after the end.
        if (nextDue < times.endNanos() - times.startNanos()) {
            next = loop.timer(times.startNanos() + nextDue - System.nanoTime(), this::goOn);
        }
    }

    /** Sends what is due of publisher {@code i}; returns when to call it again, in nanoseconds after the start. */
    private long publishDue(Timetable times, int i, long now) {
        if (!sender.exists(i)) {
            return Long.MAX_VALUE;
        }
        long elapsed = now - times.startNanos();
        long due = schedule.dueNanos(first + i, sent[i], elapsed);
        while (due <= elapsed && due < times.endNanos() - times.startNanos()) {
            if (!sender.isReady(i)) {
                tally.postponed.increment();
                sender.flush(i);
                return elapsed + RETRY_NANOS;
            }
            publish(i, times.startNanos() + due, times);
            due = schedule.dueNanos(first + i, sent[i], elapsed);
        }
        sender.flush(i);
        return due;
    }

    private void publish(int i, long intendedNanos, Timetable times) {
        sent[i]++;
        schedule.onPublished(first + i, sent[i]);
        long now = System.nanoTime();
        long number = schedule.number(first + i, sent[i] - 1);
        tally.countPublished(number, now - intendedNanos, times.isMeasured(intendedNanos));
        sender.publish(i, (first + i) % topics, format.write(first + i, sent[i], intendedNanos, now));
    }
}
