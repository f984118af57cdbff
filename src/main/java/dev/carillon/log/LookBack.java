package dev.carillon.log;

import java.util.function.Predicate;

/** Finds where the newest entries that match a selection begin. It goes back from the newest, some at a time. */
final class LookBack implements Predicate<Remembered> {
    /** Entries that are looked at while the lock is held. */
    private static final int PIECE = 4096;

    /** Entries of others that are passed over: a loop that looks for few among them stands still meanwhile. */
    private static final int UNWANTED_MAX = 16_384;

    private final Selection selection;
    private int countLeft;
    private int unwantedLeft;
    private int pieceLeft;

    /** What has this or a smaller offset has not been looked at. */
    private long next;

    private long start;

    LookBack(Selection selection, int count, long upTo) {
        this.selection = selection;
        this.countLeft = count;
        this.next = upTo;
        this.start = upTo;
        passOverMore();
    }

    /** Looks at the next ones; false when these were the last. */
    boolean goOn(Entries entries) {
        pieceLeft = PIECE;
        entries.showBackFrom(next, this);
        return pieceLeft == 0 && countLeft > 0 && unwantedLeft > 0;
    }

    /** Whether it ended since nearly all entries are those of others. */
    boolean hasFoundFew() {
        return countLeft > 0 && unwantedLeft == 0;
    }

    /** Has it go on among entries of which fewer are those of others. */
    void passOverMore() {
        unwantedLeft = UNWANTED_MAX / selection.patternCount();
    }

    @Override
    public boolean test(Remembered entry) {
        if (selection.wants(entry.topic(), entry.offset(), entry.isLastValue())) {
            start = entry.offset() - 1;
            countLeft--;
        } else {
            unwantedLeft--;
        }
        next = entry.offset() - 1;
        pieceLeft--;
        return pieceLeft > 0 && countLeft > 0 && unwantedLeft > 0;
    }

    /** The offset behind which those begin that were found. */
    long start() {
        return start;
    }
}
