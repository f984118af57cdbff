package dev.carillon.loadtest.report;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.KeepAliveTally;
import dev.carillon.loadtest.measure.LoopTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The reasons for which a run describes the tester and not the server. */
final class Doubts {
    /** Beyond this a loop has no time left, and what it reads it reads late. */
    private static final double BUSY_MAX = 0.9;

    /** Lateness below this spoils nothing that people look at. */
    private static final long LATE_NANOS_MIN = 10_000_000;

    /** The share of the others' latency: if canaries measured as much, the server caused it. */
    private static final double CONFIRMED = 0.8;

    /** The most that Linux stores for one connection that is not read (tcp_wmem). */
    private static final long KERNEL_BYTES = 4 << 20;

    /** Percentiles that do not decide whether a run is valid. */
    private static final List<Double> BEYOND_DOUBT = List.of(99.9, 99.99, 100.0);

    private Doubts() {}

    /** About all that it says. */
    static List<String> about(Report report) {
        Tally tally = report.tally();
        List<String> doubts = new ArrayList<>(report.mishaps());
        addIfBusy(tally.loops(), doubts);
        addIfSilent(tally.keepAlives(), report.plan().keepAlive().interval(), doubts);
        return doubts;
    }

    /** About its latencies, and whether the workload was what it was to be. */
    static List<String> aboutLatencies(Report report) {
        Tally tally = report.tally();
        List<String> doubts = new ArrayList<>();
        switch (tally.work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> {
                addIfNobodyWasSlow(report, deliveries, doubts);
                addIfLate(report, deliveries, doubts);
                addIfUnsure(report.clockErrorNanos(), p99(deliveries.fromIntended), doubts);
            }
            case EchoTally echoes -> addIfLate(echoes, tally.loops(), doubts);
            case ReturnTally returns -> {}
        }
        return doubts;
    }

    /**
     * Whether no slow reader was slow for the server, which closes a slow reader, or holds what the kernel's buffers do not. A
     * server that is gone had no time for that.
     */
    static boolean isNobodySlow(Report report) {
        return !(report.ending() instanceof RunEnd.Deserted)
                && report.tally().work() instanceof DeliveryTally deliveries
                && deliveries.fanout().slow().isPresent()
                && deliveries.slow.closed.total() == 0
                && unread(deliveries) <= KERNEL_BYTES;
    }

    private static long unread(DeliveryTally deliveries) {
        return deliveries.slow.behind.count() * deliveries.fanout().size();
    }

    private static void addIfNobodyWasSlow(Report report, DeliveryTally deliveries, List<String> doubts) {
        if (isNobodySlow(report)) {
            doubts.add(("no reader was slow for the server: it closed none of %s, and the slowest had left %s unread,"
                            + " which the kernel's buffers hold (%s); publish more (--size, --publish-rate) or for longer")
                    .formatted(
                            Figures.counted(deliveries.slow.readers.count(), "slow reader"),
                            Figures.bytes(unread(deliveries)),
                            Figures.bytes(KERNEL_BYTES)));
        }
    }

    private static void addIfBusy(LoopTally loops, List<String> doubts) {
        if (loops.busiest.value() > BUSY_MAX) {
            doubts.add(Figures.text(
                    "the tester's busiest loop used %s of a processor, more than %s",
                    Figures.percent(loops.busiest.value()), Figures.percent(BUSY_MAX)));
        }
    }

    private static void addIfSilent(KeepAliveTally keepAlives, Duration allowed, List<String> doubts) {
        if (keepAlives.overdue.count() > 0) {
            doubts.add(Figures.text(
                    "the tester let %s be silent for longer than %s, up to %s",
                    Figures.counted(keepAlives.overdue.count(), "connection"),
                    Durations.text(allowed),
                    Figures.seconds(keepAlives.longestSilenceNanos())));
        }
    }

    /** Where half of what was measured may be the tester's own delay, the figure is not the server's. */
    private static void addIfLate(Report report, DeliveryTally deliveries, List<String> doubts) {
        LoopTally loops = report.tally().loops();
        if (deliveries.fromIntended.getTotalCount() == 0) {
            return;
        }
        long measured = p99(deliveries.fromIntended);
        Optional<Long> canaries = report.canaryLatencies().map(Doubts::p99);
        if (canaries.isEmpty()) {
            addIfMostOfIt("the tester's loops came round", p99(loops.lateness), measured, doubts);
        } else if (!isConfirmed(report, canaries.get(), measured)) {
            addIfMostOfIt(p99(loops.lateness), measured, canaries.get(), doubts);
        }
        addIfMostOfIt("the tester's publications left", p99(deliveries.sendDelay), measured, doubts);
    }

    /** Whether the canaries, whose own loop was not late, measured about the same. */
    private static boolean isConfirmed(Report report, long canaries, long measured) {
        long late = report.canaries().map(tally -> p99(tally.loops().lateness)).orElse(0L);
        return canaries >= measured * CONFIRMED && late <= canaries / 2;
    }

    /** Canaries had less to wait for: half of that, or half of it all, may be the tester's own delay. */
    private static void addIfMostOfIt(long lateNanos, long measuredNanos, long canaryNanos, List<String> doubts) {
        long more = measuredNanos - canaryNanos;
        boolean differs = more > canaryNanos && lateNanos > more / 2;
        if (lateNanos > LATE_NANOS_MIN && (differs || lateNanos > measuredNanos / 2)) {
            doubts.add(Figures.text(
                    "the tester's loops came round up to %s late (p99): the latency measured is %s, and %s where"
                            + " canaries had a loop of their own",
                    Figures.millis(lateNanos), Figures.millis(measuredNanos), Figures.millis(canaryNanos)));
        }
    }

    /** For messages between two machines only: an echo is timed by the clock of its sender. */
    private static void addIfUnsure(long errorNanos, long measuredNanos, List<String> doubts) {
        if (errorNanos > LATE_NANOS_MIN && errorNanos > measuredNanos / 2) {
            doubts.add(Figures.text(
                    "the clocks of the agents are known to within %s only, where the latency measured is %s (p99)",
                    Figures.millis(errorNanos), Figures.millis(measuredNanos)));
        }
    }

    /** Without a rate a message is due when it is sent. */
    private static void addIfLate(EchoTally echoes, LoopTally loops, List<String> doubts) {
        if (echoes.fromIntended.getTotalCount() == 0) {
            return;
        }
        long measured = p99(echoes.fromIntended);
        addIfMostOfIt("the tester's loops came round", p99(loops.lateness), measured, doubts);
        addIfMostOfIt("the tester's messages left", p99(echoes.sendDelay), measured, doubts);
    }

    private static void addIfMostOfIt(String what, long lateNanos, long measuredNanos, List<String> doubts) {
        if (lateNanos > LATE_NANOS_MIN && lateNanos > measuredNanos / 2) {
            doubts.add(Figures.text(
                    "%s up to %s late (p99), where the latency measured is %s",
                    what, Figures.millis(lateNanos), Figures.millis(measuredNanos)));
        }
    }

    /** Beyond which percentile the latencies may be the tester's own, in a run that is valid up to there. */
    static List<String> remarks(Report report) {
        return switch (report.tally().work()) {
            case HoldTally held -> List.of();
            case ReturnTally returns -> List.of();
            case EchoTally echoes -> remarks(report, echoes.fromIntended);
            case DeliveryTally deliveries -> remarks(report, deliveries.fromIntended);
        };
    }

    private static List<String> remarks(Report report, Histogram latencies) {
        return BEYOND_DOUBT.stream()
                .filter(each -> latencies.getTotalCount() > 0)
                .filter(each -> isSpoilt(each, latencies, report.tally().loops()))
                .findFirst()
                .map(each -> Figures.text(
                        "from %s on the latencies may be the tester's own: its loops were up to %s late",
                        name(each),
                        Figures.millis(report.tally().loops().lateness.getMaxValue())))
                .stream()
                .toList();
    }

    private static boolean isSpoilt(double percentile, Histogram latencies, LoopTally loops) {
        long late = loops.lateness.getValueAtPercentile(percentile);
        return late > LATE_NANOS_MIN && late > latencies.getValueAtPercentile(percentile) / 2;
    }

    private static String name(double percentile) {
        return percentile == 100 ? "the maximum" : "p" + percentile;
    }

    private static long p99(Histogram histogram) {
        return histogram.getValueAtPercentile(99);
    }
}
