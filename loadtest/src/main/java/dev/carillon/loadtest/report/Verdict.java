package dev.carillon.loadtest.report;

import dev.carillon.loadtest.report.Expectation.Judgement;
import java.util.List;
import java.util.stream.Stream;

/**
 * The outcome of a run and the reasons for it, sentences without a full stop.
 *
 * @param reasons those that decided the outcome first; none when it passed
 * @param doubts why the run says more about the tester than about the server; none when it is valid
 * @param remarks what to know when reading the figures, though it decides nothing
 * @param judgements of what the user expects, in that order
 */
public record Verdict(
        Outcome outcome, List<String> reasons, List<String> doubts, List<String> remarks, List<Judgement> judgements) {

    public static Verdict of(Report report) {
        return of(report, List.of());
    }

    /**
     * Judges a run: one that says nothing about the server neither fails it nor lets it pass, and so does one that a user
     * ended early. What is expected of a
     * figure stands in place of what every run must show of it: {@code lost<0.1%} allows for losses.
     */
    public static Verdict of(Report report, List<Expectation> expectations) {
        List<String> doubts = joined(Doubts.about(report), Doubts.aboutLatencies(report));
        return of(report, expectations, doubts, Doubts.remarks(report));
    }

    /** Judges a run that is not about latencies: those that are the tester's own do not make it invalid. */
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

    /** The same run, where something else decides the outcome. */
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
