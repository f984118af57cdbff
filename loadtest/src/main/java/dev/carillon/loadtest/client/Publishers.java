package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.plan.Timetable;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The publishers of one loop. They publish at the times of the schedule, even if the server is slow. A delayed
 * publication keeps its intended time, so that its delay counts in the latency.
 */
final class Publishers {
    private static final long RETRY_NANOS = 5_000_000;

    private final TesterLoop loop;
    private final PublicationSender sender;
    private final int topics;
    private final PublishSchedule schedule;
    private final PayloadFormat format;
    private final DeliveryTally tally;
    /** The number of this loop's first publisher among all publishers of the run. */
    final int first;

    /** For each publisher of this loop: publications sent. */
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
     * Stops publishing. Returns the publications of each publisher of the whole run; 0 for those of other loops.
     * Publications that were due but could not be sent are included, for example those of a publisher that has lost its
     * connection.
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

    /** Sends the last due publications of publisher {@code i}. Returns how many were due but could not be sent. */
    private int finish(Timetable times, int i, long now) {
        // The timer for the last publications may be a little late.
        long _ = publishDue(times, i, now);
        long elapsed = Math.min(now, times.endNanos()) - times.startNanos();
        int unsent = Math.max(0, schedule.sequencesBefore(first + i, elapsed) - sent[i]);
        tally.unsent.add(unsent);
        return unsent;
    }

    /** Lets publishers that wait for deliveries continue, after all received messages are read. */
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

    /** Sends the due publications of publisher {@code i}. Returns the time of the next call, in ns after the start. */
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
