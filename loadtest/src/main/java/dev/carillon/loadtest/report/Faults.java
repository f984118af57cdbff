package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The faults of a run for which the server may be the cause. */
final class Faults {
    /** For faults without a figure, which no expectation can replace. */
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
                deliveries.resume.ifPresent(resume -> faults.addOfResumes(resume.returns));
                faults.addIfUntimed(deliveries);
            }
            case EchoTally echoes -> faults.addOfEchoes(echoes);
            case ReturnTally returns -> faults.addOfReturns(returns);
        }
        return faults.found;
    }

    private void addOfRefusal(Report report) {
        int sockets = report.plan().socketsAtStart();
        String all = Figures.text("%s of %s could not be opened", sockets, Figures.counted(sockets, "connection"));
        found.add(new Fault(ENDED, all, isCertain(report)));
        add(
                MEASURED,
                "nothing was measured%s",
                report.refusal().map(": "::concat).orElse(""));
    }

    private void addOfEnding(Report report) {
        switch (report.ending()) {
            case RunEnd.Planned planned -> {}
            case RunEnd.Interrupted interrupted ->
                add(
                        ENDED,
                        "it was interrupted after %s",
                        Figures.seconds(report.timeline().nanos()));
            case RunEnd.Deserted deserted -> addDesertion(report, deserted);
        }
    }

    /** No tester is so slow that a server goes, unless it left connections silent for longer than it was to. */
    private static boolean isCertain(Report report) {
        return report.tally().keepAlives().overdue.count() == 0;
    }

    private void addDesertion(Report report, RunEnd.Deserted deserted) {
        String when = Figures.text(
                "%s after it began (%s)",
                Figures.seconds(deserted.nanos()),
                deserted.measuring() ? "while it was measured" : "before it was measured");
        String what = report.tally().closes().unexpected.total() > 0
                ? "the server was gone: the run ended %s, since no connection was left and none could be opened"
                : "the run ended %s, since the server took nothing";
        found.add(new Fault(ENDED, Figures.text(what, when), isCertain(report)));
    }

    private void addOfConnections(Report report) {
        if (report.missingConnections() > 0 && !isUnfinished(report)) {
            add(
                    Metrics.OPENED,
                    "%s of %s could not be opened",
                    report.missingConnections(),
                    Figures.counted(report.plan().socketsAtStart(), "connection"));
        }
        long lost = report.tally().closes().unexpected.total();
        if (lost > 0) {
            add(Metrics.LOST_CONNECTIONS, "%s closed too early", Figures.counted(lost, "connection"));
        }
    }

    /** An interrupted run may have had no time to open all. */
    private static boolean isUnfinished(Report report) {
        return report.ending() instanceof RunEnd.Interrupted
                && report.tally().opening().failures.total() == 0;
    }

    private void addOfDeliveries(DeliveryTally deliveries) {
        addOfSending(deliveries, "publication", "published");
        if (deliveries.refused.count() > 0) {
            add(
                    Metrics.REFUSED,
                    "%s refused by the server",
                    Figures.counted(deliveries.refused.count(), "publication"));
            add(Metrics.REFUSED, "the answer to a publication was %s", deliveries.refusal());
        }
        addDefects(deliveries);
    }

    private void addOfEchoes(EchoTally echoes) {
        addOfSending(echoes, "message", "sent");
        if (isEmpty(echoes.fromIntended)) {
            add(MEASURED, "nothing was measured: no echo was timed");
        }
        addDefects(echoes);
    }

    /** @param noun for a message, which is to be {@code sent} */
    private void addOfSending(SequenceTally tally, String noun, String sent) {
        if (tally.sent.count() == 0) {
            boolean due = tally.unsent.count() + tally.postponed.count() > 0;
            add(Metrics.PUBLISHED, due ? "nothing could be %s" : "no %s fell due", due ? sent : noun);
        }
        if (tally.unsent.count() > 0) {
            add(Metrics.PUBLISHED, "%s fell due and could not be sent", Figures.counted(tally.unsent.count(), noun));
        }
        if (tally.postponed.count() > 0) {
            add(Metrics.POSTPONED, "%ss could not leave when they were due, since the server did not take them", noun);
        }
    }

    private void addOfPhase(PhaseRow row) {
        String name = row.phase().name();
        if (row.tally().missing.count() > 0) {
            String missing = Figures.counted(row.tally().missing.count(), "connection");
            add(
                    Metrics.phase(row.phase()) + Metrics.MISSING,
                    "phase %s ended without %s that should have been there",
                    name,
                    missing);
        }
        if (row.phase().levels().publishRate() > 0 && isEmpty(row.tally().latency)) {
            add(MEASURED, "nothing was measured in phase %s: no delivery was timed", name);
        }
    }

    /** A run that measured nothing has not passed. */
    private void addIfUntimed(DeliveryTally deliveries) {
        if (deliveries.fanout().publishesWhileMeasured() && isEmpty(deliveries.fromIntended)) {
            add(MEASURED, "nothing was measured: no delivery was timed");
        }
    }

    private static boolean isEmpty(Histogram histogram) {
        return histogram.getTotalCount() == 0;
    }

    private void addOfResumes(ReturnTally returns) {
        if (returns.gone.count() == 0) {
            add(
                    MEASURED,
                    "nothing was measured: no subscriber broke off, since none received an id or what --remember looks"
                            + " for");
        } else {
            addOfReturns(returns);
        }
    }

    private void addOfReturns(ReturnTally returns) {
        if (returns.gone.count() == 0) {
            add(MEASURED, "nothing was measured: no connection ended to come again");
        }
        if (returns.missing() > 0) {
            add(
                    Metrics.MISSING,
                    "%s of %s that left could not come again",
                    returns.missing(),
                    Figures.counted(returns.gone.count(), "connection"));
        }
    }

    private void addDefects(SequenceTally tally) {
        for (Defect defect : tally.defects()) {
            long count = tally.defect(defect).count();
            if (count > 0) {
                String what = Figures.text("%s %s", Figures.counted(count, "delivery"), defect.text());
                found.add(new Fault(defect.text(), what, defect.isCertain()));
            }
        }
    }

    /** That a slow tester may have caused. */
    private void add(String metric, String format, Object... figures) {
        found.add(new Fault(metric, Figures.text(format, figures), false));
    }
}
