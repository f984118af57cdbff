package dev.carillon.loadtest.report;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.EchoTally;
import dev.carillon.loadtest.measure.HoldTally;
import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.measure.Tally;
import java.util.ArrayList;
import java.util.List;

/** What went wrong in a run, so far as that may be the server's fault. */
final class Faults {
    private final List<Fault> found = new ArrayList<>();

    private Faults() {}

    static List<Fault> in(Report report) {
        Faults faults = new Faults();
        faults.addOfConnections(report);
        switch (report.tally().work()) {
            case HoldTally held -> {}
            case DeliveryTally deliveries -> {
                faults.addOfDeliveries(deliveries);
                PhaseRow.of(report).forEach(faults::addOfPhase);
            }
            case EchoTally echoes -> faults.addOfEchoes(echoes);
            case ReturnTally returns -> faults.addOfReturns(returns);
        }
        return faults.found;
    }

    private void addOfConnections(Report report) {
        Tally tally = report.tally();
        if (report.missingConnections() > 0) {
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

    private void addOfDeliveries(DeliveryTally deliveries) {
        if (deliveries.published() == 0) {
            add(Metrics.PUBLISHED, "nothing could be published", false);
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
        }
        // A server may drop what a slow reader does not take, and here the reader may be slow.
        addIfAny(deliveries.lost(), "lost", false);
        addIfAny(deliveries.duplicated(), "duplicated", true);
        addIfAny(deliveries.reordered(), "reordered", true);
        addIfAny(deliveries.garbled(), "garbled", true);
        addIfAny(deliveries.misrouted(), "misrouted", true);
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
    }

    private void addOfEchoes(EchoTally echoes) {
        if (echoes.sent() == 0) {
            add(Metrics.PUBLISHED, "nothing could be sent", false);
        }
        if (echoes.postponed() > 0) {
            add(
                    Metrics.POSTPONED,
                    "messages could not leave when they were due, since the server did not take them",
                    false);
        }
        addIfAny(echoes.lost(), "lost", false);
        addIfAny(echoes.duplicated(), "duplicated", true);
        addIfAny(echoes.reordered(), "reordered", true);
        addIfAny(echoes.garbled(), "garbled", true);
    }

    private void addOfReturns(ReturnTally returns) {
        if (returns.missing() > 0) {
            String gone = Figures.counted(returns.gone(), "connection");
            add(
                    Metrics.MISSING,
                    Figures.count(returns.missing()) + " of " + gone + " that left could not come again",
                    false);
        }
    }

    /** What is lost, duplicated and so on is also what the figure is called. */
    private void addIfAny(long count, String what, boolean certain) {
        if (count > 0) {
            add(what, Figures.counted(count, "delivery") + " " + what, certain);
        }
    }

    private void add(String metric, String text, boolean certain) {
        found.add(new Fault(metric, text, certain));
    }
}
