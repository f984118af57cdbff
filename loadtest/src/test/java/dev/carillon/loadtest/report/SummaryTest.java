package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.connect.FailureClass;
import dev.carillon.loadtest.measure.CloseTally.Close;
import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.ServerWatch;
import dev.carillon.websocket.CloseCause;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final long SECOND = 1_000_000_000;

    private final Reports run = new Reports();

    @Test
    void theSummaryOfAnIdleRunIsOnePage() {
        run.open(1000);
        for (int i = 0; i < 2000; i++) {
            run.keepAlives.countSent(48 * SECOND, 50 * SECOND);
            run.keepAlives.countAnswered(2_000_000);
        }
        run.loops.busiest.set(0.12);
        run.loops.countLateness(400_000, 10_000_000);

        assertThat(page(run.idle(1000))).isEqualTo("""
                PASSED: 1,000 of 1,000 WebSockets were held for 1m.

                target       ws://127.0.0.1:8080/topics/loadtest, measured for 1m
                connections  1,000 of 1,000 opened in 4.0 s (250/s) from 1 local address
                             failed attempts: none
                             handshake 1.00 ms (p50), 1.00 ms (p99), 1.00 ms (max)
                             1,000 on a loop: first 4.0 s (0.000 ms of it in system calls), last 4.0 s (0.000 ms of it in system calls)
                keep-alive   2,000 sent, 2,000 answered in 2.00 ms (p99), 0 not; longest silence 48.0 s of 50.0 s
                closed       1,000 by the tester and answered, 0 not answered in time; before that: none
                tester       VALID: 1 loop on the fast lane, busiest 12 % of a core, late by 0.400 ms (p99), 0.400 ms (max)
                             process: 25 % of a core, 3 collections of garbage in 12 ms, the longest 7 ms
                """);
    }

    @Test
    void theResourcesOfTheServerAreReportedWhenKnown() {
        run.open(10);
        run.deliver(1, 5);
        run.deliver(2, 5);
        ServerWatch.Use use =
                new ServerWatch.Use(Duration.ofMillis(1), Duration.ofMillis(500), 50 << 20, 60 << 20, 61 << 20);

        assertThat(page(withServer(run.fanout(9), use))).contains("""
                server       1 % of a core while measuring, 100 us for each connection opened; resident 50 MiB, with all open 60 MiB, at the end 61 MiB
                             4 deliveries a second of its processor time
                """);
        assertThat(page(withServer(run.idle(10), new ServerWatch.Use(Duration.ZERO, Duration.ZERO, 0, 0, 0))))
                .contains("resident unknown (measured on Linux only)\n");
    }

    private static Report withServer(Report report, ServerWatch.Use use) {
        return new Report(
                report.plan(),
                report.lane(),
                report.tally(),
                report.process(),
                report.timeline(),
                report.workers(),
                report.testerFailures(),
                report.ending(),
                Optional.of(use),
                Optional.empty());
    }

    @Test
    void aFailedRunReportsItsReasonsFirst() {
        run.open(2);
        run.opening.count(FailureClass.REFUSED, "");
        run.opening.count(FailureClass.BAD_HANDSHAKE, "expected HTTP/1.1 101, but was HTTP/1.1 503");
        run.opening.countSkippedPort();
        run.closes.unexpected.increment(new Close(CloseCause.PEER, 1012));
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, 5);
        run.deliver(3, 8);
        run.deliver(2, 9);
        run.deliver(2, 9);
        run.deliver(5, 12);
        run.deliveries.countExpected(5, 1);
        run.deliveries.defect(Defect.GARBLED).increment();
        run.deliveries.foreign.increment();

        assertThat(page(run.fanout(4))).isEqualTo("""
                FAILED: 4 of 5 deliveries arrived, 99 % of them within 12.0 ms.
                  - 3 of 5 connections could not be opened
                  - 1 connection closed too early
                  - 1 delivery lost
                  - 1 delivery duplicated
                  - 1 delivery reordered
                  - 1 delivery garbled

                target       ws://127.0.0.1:8080/topics/loadtest, measured for 1m
                connections  2 of 5 opened in 8.00 ms (250/s) from 1 local address
                             failed attempts: 1 refused, 1 bad handshake (expected HTTP/1.1 101, but was HTTP/1.1 503)
                             1 local port in use by others, skipped
                             handshake 1.00 ms (p50), 1.00 ms (p99), 1.00 ms (max)
                published    1 of 128 bytes by 1 publisher on 1 topic
                delivered    4 of 5 expected; timed 4 (0.1/s)
                             lost 1, duplicated 1, reordered 1, garbled 1, misrouted 0; from other publishers 1
                latency, ms                              p50      p90      p99    p99.9   p99.99      max
                             from when it was due       8.00     12.0     12.0     12.0     12.0     12.0
                             from when it was sent      7.00     11.0     11.0     11.0     11.0     11.0
                             first to last reader      0.001    0.001    0.001    0.001    0.001    0.001
                             sent later than due       0.001    0.001    0.001    0.001    0.001    0.001
                keep-alive   0 sent, 0 answered, 0 not; longest silence not measured of 50.0 s
                closed       2 by the tester and answered, 0 not answered in time; before that: 1 with 1012 (peer)
                tester       VALID: 1 loop on the fast lane, busiest 0 % of a core, lateness not measured
                             process: 25 % of a core, 3 collections of garbage in 12 ms, the longest 7 ms
                """);
    }

    @Test
    void aRunWhoseTesterIsTheBottleneckIsInvalid() {
        run.open(11);
        run.loops.busiest.set(0.97);
        run.keepAlives.countSent(61 * SECOND, 50 * SECOND);
        run.deliveries.countPublished(0, 40_000_000, true);
        run.deliver(1, 50);
        run.deliveries.countExpected(2, 1);

        Verdict verdict = Verdict.of(run.fanout(10));

        assertThat(verdict.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(verdict.reasons())
                .containsExactly(
                        "the tester's busiest loop used 97 % of a processor, more than 90 %",
                        "the tester was silent on 1 connection for longer than 50s, up to 61.0 s",
                        "the tester's publications were sent up to 40.0 ms late (p99), and the measured latency is 50.0 ms",
                        "1 delivery lost");
        assertThat(page(run.fanout(10)))
                .startsWith(
                        "INVALID: the tester itself was the bottleneck, so the run says nothing about the server.\n  - ");
    }

    @Test
    void aDuplicateFailsARunEvenWhenTheTesterIsBusy() {
        run.open(11);
        run.loops.busiest.set(0.97);
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, 50);
        run.deliver(1, 50);
        run.deliveries.countExpected(1, 0);

        Verdict verdict = Verdict.of(run.fanout(10));

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.reasons())
                .containsExactly(
                        "1 delivery duplicated", "the tester's busiest loop used 97 % of a processor, more than 90 %");
    }

    @Test
    void aLoopThatIsLateByHalfTheLatencyMakesTheRunInvalid() {
        run.open(11);
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, 50);
        run.deliveries.countExpected(1, 0);
        run.loops.countLateness(24_000_000, Duration.ofMillis(10).toNanos());
        assertThat(Verdict.of(run.fanout(10)).outcome()).isEqualTo(Outcome.PASSED);

        run.loops.countLateness(26_000_000, Duration.ofMillis(10).toNanos());
        assertThat(Verdict.of(run.fanout(10)).reasons())
                .containsExactly(
                        "the tester's loops ran up to 26.0 ms late (p99), and the measured latency is 50.0 ms");
    }

    @Test
    void aLateLoopIsOnlyARemarkForAnUntimedRun() {
        run.open(11);
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, 50);
        run.deliveries.countExpected(1, 0);
        run.loops.countLateness(26_000_000, Duration.ofMillis(10).toNanos());

        Verdict verdict = Verdict.ofUntimed(run.fanout(10));

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(verdict.remarks())
                .contains("the tester's loops ran up to 26.0 ms late (p99), and the measured latency is 50.0 ms");
        run.loops.busiest.set(0.97);
        assertThat(Verdict.ofUntimed(run.fanout(10)).outcome()).isEqualTo(Outcome.INVALID);
    }

    @Test
    void aServerThatAcceptsNoPublicationsIsReported() {
        run.open(11);
        run.deliveries.postponed.increment();

        assertThat(Verdict.of(run.fanout(10)).reasons())
                .containsExactly(
                        "nothing could be published",
                        "publications could not be sent when they were due, because the server did not read them",
                        "nothing was measured: no delivery was timed");
    }

    @Test
    void publicationsThatNeverFallDueAreNotBlamedOnTheServer() {
        run.open(11);

        assertThat(Verdict.of(run.fanout(10)).reasons())
                .containsExactly("no publication fell due", "nothing was measured: no delivery was timed");
    }

    private static String page(Report report) {
        return Summary.of(report, Verdict.of(report), Page.UNLIMITED);
    }
}
