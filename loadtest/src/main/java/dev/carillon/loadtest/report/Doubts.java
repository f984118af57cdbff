package dev.carillon.loadtest.report;

import static dev.carillon.loadtest.report.Figures.counted;
import static dev.carillon.loadtest.report.Figures.millis;
import static dev.carillon.loadtest.report.Figures.percent;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.SequenceTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The reasons why the figures of a run may describe the tester and not the server. */
final class Doubts {
    /** The share of a processor beyond which a loop has no time left, so that it reads messages late. */
    private static final double BUSY_MAX = 0.9;

    /** Lateness up to this bound does not matter in the figures. */
    private static final long LATE_NANOS_MIN = 10_000_000;

    /** If canaries measured at least this share of the latency of other subscribers, the server caused the latency. */
    private static final double CONFIRMED = 0.8;

    /** The most bytes that Linux buffers for one connection that is not read: the maximum of tcp_wmem, tcp(7). */
    private static final long KERNEL_BYTES = 4 << 20;

    /** Percentiles above this one do not make a run invalid. */
    private static final double DECISIVE = 99;

    private final Report report;
    private final Histogram lateness;
    private final List<String> found = new ArrayList<>();

    private Doubts(Report report) {
        this.report = report;
        this.lateness = report.tally().loops().lateness;
    }

    /** Returns the doubts about all figures but the latencies. */
    static List<String> about(Report report) {
        Doubts doubts = new Doubts(report);
        doubts.found.addAll(report.testerFailures());
        doubts.addOfLoops(report.tally().loops().busiest.value());
        doubts.addOfSilences(report.tally().keepAlives());
        return doubts.found;
    }

    /** Returns the doubts about the latencies, and about slow readers that were not slow. */
    static List<String> aboutLatencies(Report report) {
        Doubts doubts = new Doubts(report);
        if (report.tally().work() instanceof SequenceTally messages) {
            doubts.addOfWork(messages);
        }
        return doubts.found;
    }

    private void addOfWork(SequenceTally messages) {
        boolean between = messages instanceof DeliveryTally;
        if (messages instanceof DeliveryTally deliveries && hadNoSlowReader(report)) {
            add(
                    "no reader was slow enough for the server to notice: it closed none of %s, and the slowest had %s unread,"
                            + " which the kernel's buffers hold (%s); publish more (--size, --publish-rate) or for"
                            + " longer",
                    counted(deliveries.slow.readers.count(), "slow reader"),
                    Figures.bytes(unread(deliveries)),
                    Figures.bytes(KERNEL_BYTES));
        }
        long measured = p99(messages.fromIntended);
        if (messages.fromIntended.getTotalCount() > 0) {
            addOfLateness(measured);
            addIfMostOf(measured, p99(messages.sendDelay), between ? "publications were sent" : "messages were sent");
        }
        // Only for deliveries, which may go to another machine. An echo is timed by the clock of its sender alone.
        if (between && isMostOf(measured, report.clockErrorNanos())) {
            add(
                    "the clocks of the agents are accurate to only %s, but the measured latency is %s (p99)",
                    millis(report.clockErrorNanos()), millis(measured));
        }
    }

    /**
     * Whether no reader was slow enough to have an effect on the server. A server closes a slow reader, or keeps the
     * bytes that do not fit into the kernel's buffers. A server that was gone had no time to do so; it is not judged.
     */
    static boolean hadNoSlowReader(Report report) {
        return !(report.ending() instanceof RunEnd.Deserted)
                && report.tally().work() instanceof DeliveryTally deliveries
                && deliveries.fanout().slow().isPresent()
                && deliveries.slow.closed.total() == 0
                && unread(deliveries) <= KERNEL_BYTES;
    }

    private static long unread(DeliveryTally deliveries) {
        return deliveries.slow.behind.count() * deliveries.fanout().size();
    }

    private void addOfLoops(double busiest) {
        if (busiest > BUSY_MAX) {
            add("the tester's busiest loop used %s of a processor, more than %s", percent(busiest), percent(BUSY_MAX));
        }
    }

    private void addOfSilences(KeepAliveTally keepAlives) {
        if (keepAlives.overdue.count() > 0) {
            add(
                    "the tester was silent on %s for longer than %s, up to %s",
                    counted(keepAlives.overdue.count(), "connection"),
                    Durations.text(report.plan().keepAlive().interval()),
                    Figures.seconds(keepAlives.longestSilenceNanos()));
        }
    }

    private void addOfLateness(long measured) {
        Optional<Long> canaries = report.canaryLatencies().map(Doubts::p99);
        if (canaries.isEmpty()) {
            addIfMostOf(measured, p99(lateness), "loops ran");
        } else if (!isConfirmed(canaries.get(), measured)) {
            addOfCanaries(canaries.get(), measured);
        }
    }

    /** Whether canaries measured about the same latency, and their own loop was not late. */
    private boolean isConfirmed(long canaries, long measured) {
        long late = report.canaries().map(tally -> p99(tally.loops().lateness)).orElse(0L);
        return canaries >= measured * CONFIRMED && late <= canaries / 2;
    }

    /**
     * Adds a doubt if more than half of the latency may be the tester's own delay. If the latency is more than twice
     * that of the canaries, more than half of the difference is enough.
     */
    private void addOfCanaries(long canaries, long measured) {
        long late = p99(lateness);
        long more = measured - canaries;
        if (isMostOf(measured, late) || (more > canaries && isMostOf(more, late))) {
            add(
                    "the tester's loops ran up to %s late (p99): the measured latency is %s, and %s for canaries"
                            + " on a separate loop",
                    millis(late), millis(measured), millis(canaries));
        }
    }

    private void addIfMostOf(long measured, long late, String what) {
        if (isMostOf(measured, late)) {
            add(
                    "the tester's %s up to %s late (p99), and the measured latency is %s",
                    what, millis(late), millis(measured));
        }
    }

    /** Whether more than half of a latency may be the tester's own delay, so that it does not describe the server. */
    private static boolean isMostOf(long measuredNanos, long lateNanos) {
        return lateNanos > LATE_NANOS_MIN && lateNanos > measuredNanos / 2;
    }

    /** Returns a remark if percentiles above p99 may be the tester's own delay. They do not make the run invalid. */
    static List<String> remarks(Report report) {
        Doubts doubts = new Doubts(report);
        if (report.tally().work() instanceof SequenceTally messages && messages.fromIntended.getTotalCount() > 0) {
            Percentile.ALL.stream()
                    .filter(each -> each.value() > DECISIVE)
                    .filter(each -> isMostOf(each.of(messages.fromIntended), each.of(doubts.lateness)))
                    .findFirst()
                    .ifPresent(each -> doubts.add(
                            "latencies from %s on may be delays of the tester: its loops were up to %s late",
                            each.name().equals("max") ? "the maximum" : each.name(),
                            millis(doubts.lateness.getMaxValue())));
        }
        return doubts.found;
    }

    private static long p99(Histogram histogram) {
        return histogram.getValueAtPercentile(DECISIVE);
    }

    private void add(String format, Object... figures) {
        found.add(Figures.text(format, figures));
    }
}
