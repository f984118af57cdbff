package dev.carillon.loadtest.report;

import dev.carillon.loadtest.report.Expectation.Judgement;
import java.util.List;
import java.util.stream.Stream;

/**
 * The outcome of a run and the reasons for it. Reasons, doubts and remarks are sentences without a full stop.
 *
 * @param outcome the outcome
 * @param reasons the reasons, with those that decided the outcome first; empty if the run passed
 * @param doubts why the run may describe the tester and not the server; empty if the run is valid
 * @param remarks facts that matter for the figures but not for the outcome
 * @param judgements the results of the user's expectations, in their order
 */
public record Verdict(
        Outcome outcome, List<String> reasons, List<String> doubts, List<String> remarks, List<Judgement> judgements) {

    /** Judges a run without expectations. */
    public static Verdict of(Report report) {
        return of(report, List.of());
    }

    /**
     * Judges a run. A run that says nothing about the server, or that a user ended early, neither passes nor fails. It
     * fails only if a fault is certainly the server's. An expectation of a figure replaces the rule that every run must
     * meet for that figure: {@code lost<0.1%} allows some losses.
     */
    public static Verdict of(Report report, List<Expectation> expectations) {
        List<String> doubts = joined(Doubts.about(report), Doubts.aboutLatencies(report));
        return of(report, expectations, doubts, Doubts.remarks(report));
    }

    /** Judges a run in which latencies do not matter. Doubts about latencies become remarks. */
    public static Verdict ofUntimed(Report report) {
        List<String> remarks = joined(Doubts.aboutLatencies(report), Doubts.remarks(report));
        return of(report, List.of(), Doubts.about(report), remarks);
    }

    private static Verdict of(
            Report report, List<Expectation> expectations, List<String> doubts, List<String> remarks) {
        List<Judgement> judgements =
                expectations.stream().map(each -> each.judge(report)).toList();
        List<Faults.Fault> faults = Faults.in(report).stream()
                .filter(fault -> expectations.stream()
                        .noneMatch(each -> each.metric().name().equals(fault.metric())))
                .toList();
        List<String> wrong = Stream.concat(faults.stream().map(Faults.Fault::text), broken(judgements))
                .toList();
        if (faults.stream().anyMatch(Faults.Fault::certain)) {
            return new Verdict(Outcome.FAILED, joined(wrong, doubts), doubts, remarks, judgements);
        }
        if (report.ending() instanceof RunEnd.Interrupted) {
            return new Verdict(Outcome.INTERRUPTED, joined(wrong, doubts), doubts, remarks, judgements);
        }
        if (!doubts.isEmpty()) {
            return new Verdict(Outcome.INVALID, joined(doubts, wrong), doubts, remarks, judgements);
        }
        return new Verdict(outcome(faults, wrong), wrong, doubts, remarks, judgements);
    }

    /** Returns this verdict with another outcome and the reason for it. */
    public Verdict decidedBy(Outcome other, String reason) {
        return new Verdict(other, joined(List.of(reason), reasons), doubts, remarks, judgements);
    }

    /** Whether the run says something about the server. */
    public boolean valid() {
        return doubts.isEmpty();
    }

    private static Outcome outcome(List<Faults.Fault> faults, List<String> wrong) {
        if (!faults.isEmpty()) {
            return Outcome.FAILED;
        }
        return wrong.isEmpty() ? Outcome.PASSED : Outcome.BROKEN;
    }

    private static Stream<String> broken(List<Judgement> judgements) {
        return judgements.stream().filter(judgement -> !judgement.held()).map(Judgement::text);
    }

    private static List<String> joined(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }
}
