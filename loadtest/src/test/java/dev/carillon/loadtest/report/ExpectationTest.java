package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.loadtest.measure.CloseTally.Close;
import dev.carillon.loadtest.measure.LoopTally;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.websocket.CloseCause;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expectations that a user can state for a run, and their effect on its verdict. */
class ExpectationTest {
    private final LoopTally loops = new LoopTally();

    /** A run with 1 of 21 connections closed early, 1 of 10,000 deliveries lost, and latencies of 8 ms and 12 ms. */
    private Report report() {
        Reports run = new Reports();
        run.loops.add(loops);
        run.open(21);
        run.closes.unexpected.increment(new Close(CloseCause.PEER, 1012));
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, 8);
        run.deliver(2, 12);
        run.deliveries.countExpected(10_000, 1);
        return run.fanout(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delivery.max<=13ms | 12.0 ms | true",
                "delivery.max < 12000us | 12.0 ms | false",
                "delivery.p50<0.5s | 8.00 ms | true",
                "delivery.p50>1m | 8.00 ms | false",
                "lost==1 | 1 | true",
                "lost!=1 | 1 | false",
                "lost<1k | 1 | true",
                "lost<=0.01% | 0.0100 % | true",
                "lost<0.01% | 0.0100 % | false",
                "closed.unexpected>4% | 4.76 % | true",
                "opened>=100% | 100.00 % | true",
                "opened>1m | 21 | false",
                "open.rate>=5k/s | 250/s | false",
                "open.rate>0.2k/s | 250/s | true",
                "tester.cpu<30% | 25.00 % | true",
                "tester.gc.max==7ms | 7.00 ms | true",
            })
    void aFigureIsComparedWithTheBoundInItsUnit(String text, String actual, boolean held) {
        Expectation.Judgement judgement = expectation(text).judge(report());

        assertThat(judgement.actual()).isEqualTo(actual);
        assertThat(judgement.held()).isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lost=0 | --expect must be a name, one of < <= == != >= > and a value, such as 'delivery.p99<50ms', was 'lost=0'",
                "lost< | --expect must be a name, one of < <= == != >= > and a value, such as 'delivery.p99<50ms', was 'lost<'",
                "lost<5ms | --expect lost must be compared with a number such as 0 or 19k, or a share such as 99.9%, was '5ms'",
                "reach>1 | --expect reach must be compared with a share such as 99.9%, was '1'",
                "open.rate>5 | --expect open.rate must be compared with a rate such as 5k/s, was '5'",
                "spread.p99<-1ms | --expect spread.p99 must be compared with a duration such as 800us, 50ms or 2s, was '-1ms'",
            })
    void aMistakeIsReportedWithTheExpectedForm(String text, String answer) {
        assertThatIllegalArgumentException().isThrownBy(() -> expectation(text)).withMessage(answer);
    }

    @Test
    void anUnknownNameIsReportedWithAllValidNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Expectation.of("delivery.p99<1ms", new Workload.Idle()))
                .withMessage("--expect must name one of opened open.rate failed closed.unexpected keepalive.p50"
                        + " keepalive.p90 keepalive.p99 keepalive.p99.9 keepalive.p99.99 keepalive.max"
                        + " keepalive.unanswered keepalive.overdue silence.max tester.late.p50 tester.late.p90"
                        + " tester.late.p99 tester.late.p99.9 tester.late.p99.99 tester.late.max tester.busy tester.cpu"
                        + " tester.gc tester.gc.max, was 'delivery.p99'");
    }

    @Test
    void anExpectationReplacesTheDefaultRuleForItsFigure() {
        assertThat(verdict().outcome()).isEqualTo(Outcome.FAILED);

        assertThat(verdict("lost<1%", "closed.unexpected<5%").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(verdict("lost<1%").reasons()).containsExactly("1 connection closed too early");
    }

    @Test
    void anUnmetExpectationYieldsBrokenUnlessTheRunFails() {
        Verdict broken = verdict("lost<1%", "closed.unexpected<5%", "delivery.max<1ms");
        assertThat(broken.outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(broken.reasons()).containsExactly("expected delivery.max<1ms, but was 12.0 ms");
        assertThat(broken.judgements()).extracting(Expectation.Judgement::held).containsExactly(true, true, false);

        assertThat(verdict("delivery.max<1ms").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void anInvalidRunBreaksNoExpectation() {
        loops.busiest.set(0.97);

        assertThat(verdict("lost<1%", "closed.unexpected<5%", "delivery.max<1ms")
                        .outcome())
                .isEqualTo(Outcome.INVALID);
    }

    private Verdict verdict(String... texts) {
        return Verdict.of(
                report(),
                List.of(texts).stream().map(ExpectationTest::expectation).toList());
    }

    private static Expectation expectation(String text) {
        return Expectation.of(text, Reports.FANOUT);
    }
}
