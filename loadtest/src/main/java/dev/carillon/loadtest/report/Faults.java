package dev.carillon.loadtest.report;

import static dev.carillon.loadtest.report.Figures.counted;

import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.SequenceTally;
import java.util.ArrayList;
import java.util.List;

/** The faults of a run that the server may have caused. */
final class Faults {
    /** In place of the name of a figure, for faults that have none. An expectation cannot replace such a fault. */
    private static final String ENDED = "(ending)";

    private static final String MEASURED = "(measured)";

    private final Report report;
    private final List<Fault> found = new ArrayList<>();

    /**
     * One fault.
     *
     * @param metric the name of the figure that shows it. An expectation of that figure replaces the fault
     * @param text a sentence without a full stop
     * @param certain whether only the server can have caused it, however slow the tester was. For example, a slow
     *     tester does not make a server send a message twice
     */
    record Fault(String metric, String text, boolean certain) {}

    private Faults(Report report) {
        this.report = report;
    }

    static List<Fault> in(Report report) {
        Faults faults = new Faults(report);
        // All other faults would only follow from this one.
        if (report.couldOpenNone()) {
            faults.addOfRefusal();
        } else {
            faults.addAll();
        }
        return faults.found;
    }

    private void addAll() {
        addOfEnding();
        addOfConnections();
        switch (report.tally().work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> addOfDeliveries(deliveries);
            case EchoTally echoes -> addOfEchoes(echoes);
            case ReturnTally returns -> addOfReturns(returns, "no connection ended, so none reconnected");
        }
    }

    private void addOfRefusal() {
        int sockets = report.plan().socketsAtStart();
        add(isCertain(), ENDED, "%s of %s could not be opened", sockets, counted(sockets, "connection"));
        add(
                MEASURED,
                "nothing was measured%s",
                report.refusal().map(": "::concat).orElse(""));
    }

    private void addOfEnding() {
        switch (report.ending()) {
            case RunEnd.Planned planned -> {}
            case RunEnd.Interrupted interrupted ->
                add(
                        ENDED,
                        "the run was interrupted after %s",
                        Figures.seconds(report.timeline().nanos()));
            case RunEnd.Deserted deserted -> addDesertion(deserted);
        }
    }

    /**
     * Whether only the server can have caused the end of the run. The tester may be the cause if it left connections
     * silent for longer than planned, because a server may close such connections.
     */
    private boolean isCertain() {
        return report.tally().keepAlives().overdue.count() == 0;
    }

    private void addDesertion(RunEnd.Deserted deserted) {
        String format = report.tally().closes().unexpected.total() > 0
                ? "the server was unreachable: the run ended after %s (%s), because no connection was left and none could be"
                        + " opened"
                : "the run ended after %s (%s), because the server accepted nothing";
        String when = deserted.measuring() ? "while measuring" : "before measuring";
        add(isCertain(), ENDED, format, Figures.seconds(deserted.nanos()), when);
    }

    private void addOfConnections() {
        String all = counted(report.plan().socketsAtStart(), "connection");
        long missing = isUnfinished() ? 0 : report.missingConnections();
        addIfAny(missing, Metrics.OPENED, "%s of %s could not be opened", missing, all);
        long lost = report.tally().closes().unexpected.total();
        addIfAny(lost, Metrics.LOST_CONNECTIONS, "%s closed too early", counted(lost, "connection"));
    }

    /** Whether the run was interrupted before any attempt failed. It may have had no time to open all connections. */
    private boolean isUnfinished() {
        return report.ending() instanceof RunEnd.Interrupted
                && report.tally().opening().failures.total() == 0;
    }

    private void addOfDeliveries(DeliveryTally deliveries) {
        addOfSending(deliveries, "publication", "published");
        long refused = deliveries.refused.count();
        addIfAny(refused, Metrics.REFUSED, "%s refused by the server", counted(refused, "publication"));
        addIfAny(refused, Metrics.REFUSED, "the answer to a publication was %s", deliveries.refusal());
        addDefects(deliveries);
        PhaseRow.of(report).forEach(this::addOfPhase);
        deliveries.resume.ifPresent(resume -> addOfReturns(
                resume.returns,
                "no subscriber disconnected, because none received an id or the text that --remember looks for"));
        if (deliveries.fanout().publishesWhileMeasured()) {
            addIfNone(deliveries.fromIntended.getTotalCount(), "nothing was measured: no delivery was timed");
        }
    }

    private void addOfEchoes(EchoTally echoes) {
        addOfSending(echoes, "message", "sent");
        addIfNone(echoes.fromIntended.getTotalCount(), "nothing was measured: no echo was timed");
        addDefects(echoes);
    }

    /**
     * Adds faults of sending.
     *
     * @param noun for one message
     * @param sent the participle for a message that was sent
     */
    private void addOfSending(SequenceTally tally, String noun, String sent) {
        long unsent = tally.unsent.count();
        if (tally.sent.count() == 0) {
            boolean due = unsent + tally.postponed.count() > 0;
            add(Metrics.PUBLISHED, due ? "nothing could be %s" : "no %s fell due", due ? sent : noun);
        }
        addIfAny(unsent, Metrics.PUBLISHED, "%s fell due and could not be sent", counted(unsent, noun));
        addIfAny(
                tally.postponed.count(),
                Metrics.POSTPONED,
                "%ss could not be sent when they were due, because the server did not read them",
                noun);
    }

    private void addOfPhase(PhaseRow row) {
        String name = row.phase().name();
        long missing = row.tally().missing.count();
        addIfAny(
                missing,
                Metrics.phase(row.phase()) + Metrics.MISSING,
                "phase %s ended with %s missing",
                name,
                counted(missing, "connection"));
        if (row.levels().publishRate() > 0) {
            addIfNone(
                    row.tally().latency.getTotalCount(),
                    "nothing was measured in phase %s: no delivery was timed",
                    name);
        }
    }

    private void addOfReturns(ReturnTally returns, String ifNone) {
        addIfNone(returns.gone.count(), "nothing was measured: %s", ifNone);
        addIfAny(
                returns.missing(),
                Metrics.MISSING,
                "%s of %s that ended could not reconnect",
                returns.missing(),
                counted(returns.gone.count(), "connection"));
    }

    private void addDefects(SequenceTally tally) {
        for (Defect defect : tally.defects()) {
            long count = tally.defect(defect).count();
            if (count > 0) {
                add(defect.isCertain(), defect.text(), "%s %s", counted(count, "delivery"), defect.text());
            }
        }
    }

    /** Adds a fault if nothing was measured, because such a run must not pass. */
    private void addIfNone(long measured, String format, Object... figures) {
        if (measured == 0) {
            add(MEASURED, format, figures);
        }
    }

    private void addIfAny(long count, String metric, String format, Object... figures) {
        if (count > 0) {
            add(metric, format, figures);
        }
    }

    /** Adds a fault that a slow tester may have caused. */
    private void add(String metric, String format, Object... figures) {
        add(false, metric, format, figures);
    }

    private void add(boolean certain, String metric, String format, Object... figures) {
        found.add(new Fault(metric, Figures.text(format, figures), certain));
    }
}
