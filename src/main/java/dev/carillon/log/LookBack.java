package dev.carillon.log;

import java.util.function.Predicate;

/** Finds where the newest entries begin that a selection wants, going back from the newest. */
final class LookBack implements Predicate<Remembered> {
    private final Selection selection;
    private int countLeft;
    private int entriesLeft;
    private long start;

    LookBack(Selection selection, int count, int entriesMax, long upTo) {
        this.selection = selection;
        this.countLeft = count;
        this.entriesLeft = entriesMax;
        this.start = upTo;
    }

    @Override
    public boolean test(Remembered entry) {
        if (selection.wants(entry.topic(), entry.offset(), entry.isLastValue())) {
            start = entry.offset() - 1;
            countLeft--;
        }
        entriesLeft--;
        return countLeft > 0 && entriesLeft > 0;
    }

    long start() {
        return start;
    }
}
