package dev.carillon.loadtest.report;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ReturnTally;

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
            case EchoTally echoes ->
                "%s of %s echoes came back, 99 %% of them within %s."
                        .formatted(
                                Figures.count(echoes.seen()),
                                Figures.count(echoes.sent()),
                                Figures.millis(echoes.fromIntended().getValueAtPercentile(99)));
            case ReturnTally returns ->
                "%s of %s connections that ended came again, 99 %% of them within %s, the last after %s."
                        .formatted(
                                Figures.count(returns.back()),
                                Figures.count(returns.gone()),
                                Figures.seconds(returns.away().getValueAtPercentile(99)),
                                Figures.seconds(returns.away().getMaxValue()));
        };
    }
}
