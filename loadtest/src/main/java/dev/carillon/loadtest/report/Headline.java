package dev.carillon.loadtest.report;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.HoldTally;

/** The run in one sentence. */
final class Headline {
    private Headline() {}

    static String of(Report report, Verdict verdict) {
        return verdict.outcome() + ": " + sentence(report, verdict);
    }

    /** The same without the outcome, for a place that shows that already. */
    static String sentence(Report report, Verdict verdict) {
        return switch (verdict.outcome()) {
            case PASSED, FAILED, BROKEN -> whatCameOf(report);
            case INVALID -> "the tester itself was the bottleneck, so this says nothing about the server.";
        };
    }

    private static String whatCameOf(Report report) {
        return switch (report.tally().work()) {
            case HoldTally held ->
                "%s of %s WebSockets were held for %s."
                        .formatted(
                                Figures.count(report.tally().opening().opened()
                                        - report.tally().closes().unexpectedCount()),
                                Figures.count(report.plan().sockets()),
                                Durations.text(report.plan().duration()));
            case DeliveryTally deliveries ->
                "%s of %s deliveries arrived, 99 %% of them within %s."
                        .formatted(
                                Figures.count(deliveries.seen()),
                                Figures.count(deliveries.expected()),
                                Figures.millis(deliveries.fromIntended().getValueAtPercentile(99)));
        };
    }
}
