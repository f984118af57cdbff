package dev.carillon.log;

import java.util.function.Predicate;

/** Finds where the newest entries begin that a selection wants, going back from the newest, some at a time. */
final class LookBack implements Predicate<Remembered> {
    /** Entries that are looked at while the lock is held. */
    private static final int PIECE = 4096;

    /** Entries that are looked at in all. */
    private static final int ENTRIES_MAX = 100_000;

    private final Selection selection;
    private int countLeft;
    private int entriesLeft = ENTRIES_MAX;
    private int pieceLeft;

    /** What has this or a smaller offset has not been looked at. */
    private long next;

    private long start;

    LookBack(Selection selection, int count, long upTo) {
        this.selection = selection;
        this.countLeft = count;
        this.next = upTo;
        this.start = upTo;
    }

    /** Looks at the next ones; false when these were the last. */
    boolean goOn(Entries entries) {
        pieceLeft = PIECE;
        entries.showBackFrom(next, this);
        return pieceLeft == 0 && countLeft > 0 && entriesLeft > 0;
    }

    @Override
    public boolean test(Remembered entry) {
        if (selection.wants(entry.topic(), entry.offset(), entry.isLastValue())) {
            start = entry.offset() - 1;
            countLeft--;
        }
        next = entry.offset() - 1;
        entriesLeft--;
        pieceLeft--;
        return pieceLeft > 0 && countLeft > 0 && entriesLeft > 0;
    }

    /** The offset behind which those begin that were found. */
    long start() {
        return start;
    }
}
