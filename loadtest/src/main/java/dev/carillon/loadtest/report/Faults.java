package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import dev.carillon.loadtest.measure.Tally;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What went wrong in a run, so far as that may be the server's fault. */
final class Faults {
    /** Of faults that no figure tells, in place of which no expectation can stand. */
    private static final String ENDED = "(ending)";

    private static final String MEASURED = "(measured)";

    private final List<Fault> found = new ArrayList<>();

    private Faults() {}

    static List<Fault> in(Report report) {
        Faults faults = new Faults();
        // All else that did not happen follows from that.
        if (report.isNobodyLetIn()) {
            faults.addOfRefusal(report);
            return faults.found;
        }
        faults.addOfEnding(report);
        faults.addOfConnections(report);
        switch (report.tally().work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> {
                faults.addOfDeliveries(deliveries);
                PhaseRow.of(report).forEach(faults::addOfPhase);
                deliveries.resume().ifPresent(resume -> faults.addOfResumes(resume.returns()));
                faults.addIfUntimed(deliveries);
            }
            case EchoTally echoes -> faults.addOfEchoes(echoes);
            case ReturnTally returns -> faults.addOfReturns(returns);
        }
        return faults.found;
    }

    private void addOfRefusal(Report report) {
        String all = Figures.count(report.plan().socketsAtStart());
        String sockets = Figures.counted(report.plan().socketsAtStart(), "connection");
        add(ENDED, all + " of " + sockets + " could not be opened", isCertain(report));
        add(
                MEASURED,
                "nothing was measured" + report.refusal().map(": "::concat).orElse(""),
                false);
    }

    private void addOfEnding(Report report) {
        switch (report.ending()) {
            case Ending.Planned planned -> {}
            case Ending.Interrupted interrupted ->
                add(
                        ENDED,
                        "it was interrupted after "
                                + Figures.seconds(report.timeline().nanos()),
                        false);
            case Ending.Deserted deserted -> addDesertion(report, deserted);
        }
    }

    /** No tester is so slow that a server goes, unless it left connections silent for longer than it was to. */
    private static boolean isCertain(Report report) {
        return report.tally().keepAlives().overdue() == 0;
    }

    private void addDesertion(Report report, Ending.Deserted deserted) {
        String when = "%s after it began (%s)"
                .formatted(
                        Figures.seconds(deserted.nanos()),
                        deserted.measuring() ? "while it was measured" : "before it was measured");
        add(
                ENDED,
                report.tally().closes().unexpectedCount() > 0
                        ? "the server was gone: the run ended " + when
                                + ", since no connection was left and none could be opened"
                        : "the run ended " + when + ", since the server took nothing",
                isCertain(report));
    }

    private void addOfConnections(Report report) {
        Tally tally = report.tally();
        if (report.missingConnections() > 0 && !isUnfinished(report)) {
            String sockets = Figures.counted(report.plan().socketsAtStart(), "connection");
            add(
                    Metrics.OPENED,
                    Figures.count(report.missingConnections()) + " of " + sockets + " could not be opened",
                    false);
        }
        if (tally.closes().unexpectedCount() > 0) {
            add(
                    Metrics.LOST_CONNECTIONS,
                    Figures.counted(tally.closes().unexpectedCount(), "connection") + " closed too early",
                    false);
        }
    }

    /** An interrupted run may have had no time to open all. */
    private static boolean isUnfinished(Report report) {
        return report.ending() instanceof Ending.Interrupted
                && report.tally().opening().failureCount() == 0;
    }

    private void addOfDeliveries(DeliveryTally deliveries) {
        if (deliveries.published() == 0) {
            boolean due = deliveries.unsent() + deliveries.postponed() > 0;
            add(Metrics.PUBLISHED, due ? "nothing could be published" : "no publication fell due", false);
        }
        if (deliveries.unsent() > 0) {
            add(
                    Metrics.PUBLISHED,
                    Figures.counted(deliveries.unsent(), "publication") + " fell due and could not be sent",
                    false);
        }
        if (deliveries.postponed() > 0) {
            add(
                    Metrics.POSTPONED,
                    "publications could not leave when they were due, since the server did not take them",
                    false);
        }
        if (deliveries.refused() > 0) {
            add(
                    Metrics.REFUSED,
                    Figures.counted(deliveries.refused(), "publication") + " refused by the server",
                    false);
            add(Metrics.REFUSED, "the answer to a publication was " + deliveries.refusal(), false);
        }
        addDefects(deliveries);
    }

    private void addOfPhase(PhaseRow row) {
        if (row.tally().missing() > 0) {
            add(
                    Metrics.phase(row.phase()) + Metrics.MISSING,
                    "phase %s ended without %s that should have been there"
                            .formatted(
                                    row.phase().name(),
                                    Figures.counted(row.tally().missing(), "connection")),
                    false);
        }
        boolean publishes = row.phase().levels().publishRate() > 0;
        if (publishes && isEmpty(row.tally().latency())) {
            add(
                    MEASURED,
                    "nothing was measured in phase %s: no delivery was timed"
                            .formatted(row.phase().name()),
                    false);
        }
    }

    /** What was not measured has not passed. */
    private void addIfUntimed(DeliveryTally deliveries) {
        if (deliveries.fanout().publishesWhileMeasured() && isEmpty(deliveries.fromIntended())) {
            add(MEASURED, "nothing was measured: no delivery was timed", false);
        }
    }

    private static boolean isEmpty(Histogram histogram) {
        return histogram.getTotalCount() == 0;
    }

    private void addOfEchoes(EchoTally echoes) {
        if (echoes.sent() == 0) {
            boolean due = echoes.unsent() + echoes.postponed() > 0;
            add(Metrics.PUBLISHED, due ? "nothing could be sent" : "no message fell due", false);
        }
        if (echoes.postponed() > 0) {
            add(
                    Metrics.POSTPONED,
                    "messages could not leave when they were due, since the server did not take them",
                    false);
        }
        if (echoes.unsent() > 0) {
            add(
                    Metrics.PUBLISHED,
                    Figures.counted(echoes.unsent(), "message") + " fell due and could not be sent",
                    false);
        }
        if (isEmpty(echoes.fromIntended())) {
            add(MEASURED, "nothing was measured: no echo was timed", false);
        }
        addDefects(echoes);
    }

    private void addOfResumes(ReturnTally returns) {
        if (returns.gone() == 0) {
            add(
                    MEASURED,
                    "nothing was measured: no subscriber broke off, since none received an id or what --remember looks for",
                    false);
        } else {
            addOfReturns(returns);
        }
    }

    private void addOfReturns(ReturnTally returns) {
        if (returns.gone() == 0) {
            add(MEASURED, "nothing was measured: no connection ended to come again", false);
        }
        if (returns.missing() > 0) {
            String gone = Figures.counted(returns.gone(), "connection");
            add(
                    Metrics.MISSING,
                    Figures.count(returns.missing()) + " of " + gone + " that left could not come again",
                    false);
        }
    }

    private void addDefects(SequenceTally tally) {
        for (Defect defect : tally.defects()) {
            long count = tally.defect(defect);
            if (count > 0) {
                add(defect.text(), Figures.counted(count, "delivery") + " " + defect.text(), defect.isCertain());
            }
        }
    }

    private void add(String metric, String text, boolean certain) {
        found.add(new Fault(metric, text, certain));
    }
}
