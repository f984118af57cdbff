package dev.carillon.loadtest.report;

import static dev.carillon.loadtest.report.Figures.counted;
import static dev.carillon.loadtest.report.Figures.text;

import dev.carillon.config.Durations;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ResumeTally;
import dev.carillon.loadtest.measure.ReturnTally;
import org.HdrHistogram.Histogram;

/** The result of a run in one sentence. */
final class Headline {
    private Headline() {}

    /** Returns the outcome and the sentence. */
    static String of(Report report, Verdict verdict) {
        return verdict.outcome() + ": " + sentence(report, verdict);
    }

    /** Returns the sentence without the outcome, for a page that shows the outcome elsewhere. */
    static String sentence(Report report, Verdict verdict) {
        return switch (verdict.outcome()) {
            case PASSED, FAILED, BROKEN, INTERRUPTED -> result(report);
            // If this run is valid, the outcome is that of a later step of a search, which was invalid.
            case INVALID -> verdict.valid() ? result(report) : invalidity(report);
        };
    }

    private static String invalidity(Report report) {
        return Doubts.hadNoSlowReader(report)
                ? "no reader was slow enough, so the run says nothing about slow readers."
                : "the tester itself was the bottleneck, so the run says nothing about the server.";
    }

    private static String result(Report report) {
        if (report.couldOpenNone()) {
            return text("none of %s could be opened.", counted(report.plan().socketsAtStart(), "connection"));
        }
        return switch (report.tally().work()) {
            case HoldTally held -> heldConnections(report);
            case DeliveryTally deliveries ->
                text(
                        "%s of %s deliveries arrived%s.",
                        deliveries.seen, deliveries.expected, returnsOrLatency(deliveries));
            case EchoTally echoes ->
                text("%s of %s echoes arrived%s.", echoes.seen, echoes.due(), within(echoes.fromIntended));
            case ReturnTally returns ->
                text(
                        "%s of %s connections that ended reconnected%s.",
                        returns.back, returns.gone, returns.back.count() == 0 ? "" : recoveryTimes(returns.away));
        };
    }

    private static String heldConnections(Report report) {
        long held = report.tally().opening().opened.count()
                - report.tally().closes().unexpected.total();
        String time = report.isMeasured()
                ? "held for " + Durations.text(report.plan().duration())
                : "open when the run ended, and nothing was measured";
        return text("%s of %s %s were %s.", held, report.plan().sockets(), report.sockets(), time);
    }

    private static String recoveryTimes(Histogram away) {
        return text(
                ", 99 %% of them within %s, the last after %s",
                Figures.seconds(away.getValueAtPercentile(99)), Figures.seconds(away.getMaxValue()));
    }

    private static String returnsOrLatency(DeliveryTally deliveries) {
        return deliveries.resume.map(Headline::returned).orElseGet(() -> within(deliveries.fromIntended));
    }

    private static String returned(ResumeTally resume) {
        String within = resume.caughtUp.getTotalCount() == 0
                ? ""
                : ", 99 % of them with all that they had missed within " + Figures.millis(resume.caughtUp, 99);
        return text(
                "; %s of %s subscribers that disconnected reconnected%s",
                resume.returns.back, resume.returns.gone, within);
    }

    /** Returns the 99th percentile as a part of the sentence; empty if nothing was timed. */
    private static String within(Histogram latencies) {
        return latencies.getTotalCount() == 0 ? "" : ", 99 % of them within " + Figures.millis(latencies, 99);
    }
}
