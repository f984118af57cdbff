package dev.carillon.loadtest.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * The outcome of a run and the reasons for it, sentences without a full stop.
 *
 * @param reasons those that decided the outcome first; none when it passed
 */
public record Verdict(Outcome outcome, List<String> reasons) {

    /** Judges a run: one that says nothing about the server neither fails it nor lets it pass. */
    public static Verdict of(Report report) {
        List<String> doubts = Doubts.about(report);
        List<Fault> faults = Faults.in(report);
        List<String> faultTexts = faults.stream().map(Fault::text).toList();
        if (!doubts.isEmpty() && faults.stream().noneMatch(Fault::certain)) {
            return new Verdict(Outcome.INVALID, joined(doubts, faultTexts));
        }
        return new Verdict(faults.isEmpty() ? Outcome.PASSED : Outcome.FAILED, joined(faultTexts, doubts));
    }

    private static List<String> joined(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }
}
