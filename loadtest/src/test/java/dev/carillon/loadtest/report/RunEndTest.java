package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.connect.FailureClass;
import dev.carillon.loadtest.measure.CloseTally.Close;
import dev.carillon.websocket.CloseCause;
import org.junit.jupiter.api.Test;

/** The verdict and the headline of a run that did not end as planned. */
class RunEndTest {
    private final Reports run = new Reports();

    private void measure() {
        run.open(11);
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, 50);
        run.deliveries.countExpected(1, 0);
    }

    @Test
    void anInterruptedRunIsInterruptedEvenWhenTheTesterWasBusy() {
        measure();
        run.ending = new RunEnd.Interrupted();
        run.loops.busiest.set(0.97);
        Report report = run.fanout(10);

        Verdict verdict = Verdict.of(report);

        assertThat(verdict.outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(Headline.of(report, verdict))
                .isEqualTo("INTERRUPTED: 1 of 1 deliveries arrived, 99 % of them within 50.0 ms.");
        assertThat(verdict.reasons()).first().asString().startsWith("the run was interrupted after ");
    }

    @Test
    void anInterruptedRunWithADuplicateFails() {
        measure();
        run.deliver(1, 50);
        run.ending = new RunEnd.Interrupted();

        assertThat(Verdict.of(run.fanout(10)).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void anInterruptedRunDoesNotReportUnopenedConnections() {
        run.open(4);
        run.ending = new RunEnd.Interrupted();

        assertThat(Verdict.of(run.idle(10)).reasons()).noneMatch(reason -> reason.contains("could not be opened"));
    }

    @Test
    void aServerThatGoesAwayFailsTheRunAndTheTimeIsReported() {
        measure();
        run.closes.unexpected.increment(new Close(CloseCause.PEER, 1006));
        run.ending = new RunEnd.Deserted(7_100_000_000L, true);
        // A busy tester does not make this run invalid.
        run.loops.busiest.set(0.97);

        Verdict verdict = Verdict.of(run.fanout(10));

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.reasons())
                .contains("the server was unreachable: the run ended after 7.1 s (while measuring), because no"
                        + " connection was left and none could be opened");
    }

    @Test
    void closesOfSilentConnectionsMakeTheRunInvalid() {
        measure();
        run.keepAlives.countSent(61_000_000_000L, 50_000_000_000L);
        run.closes.unexpected.increment(new Close(CloseCause.PEER, 1006));
        run.ending = new RunEnd.Deserted(70_000_000_000L, true);

        assertThat(Verdict.of(run.fanout(10)).outcome()).isEqualTo(Outcome.INVALID);
    }

    @Test
    void refusedConnectionsAreReportedWithTheAnswerOfTheServer() {
        run.opening.count(
                FailureClass.BAD_HANDSHAKE, "expected HTTP/1.1 101, but was HTTP/1.1 404 Not Found: no topic");
        run.ending = new RunEnd.Deserted(200_000_000, false);
        Report report = run.fanout(10);

        Verdict verdict = Verdict.of(report);

        assertThat(Headline.of(report, verdict)).isEqualTo("FAILED: none of 11 connections could be opened.");
        assertThat(verdict.reasons())
                .containsExactly(
                        "11 of 11 connections could not be opened",
                        "nothing was measured: bad handshake (expected HTTP/1.1 101, but was HTTP/1.1 404 Not Found: no"
                                + " topic)");
    }

    @Test
    void aSearchThatEndsWithAnInvalidStepIsInvalid() {
        measure();
        Report best = run.fanout(10);

        Verdict verdict =
                Verdict.of(best).decidedBy(Outcome.INVALID, "the result is certain only up to 10/s: beyond that, …");

        assertThat(Headline.of(best, verdict)).startsWith("INVALID: 1 of 1 deliveries arrived");
        assertThat(verdict.reasons()).containsExactly("the result is certain only up to 10/s: beyond that, …");
    }
}
