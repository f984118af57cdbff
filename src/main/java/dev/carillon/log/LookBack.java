package dev.carillon.log;

import java.util.function.Predicate;

/**
 * Finds the offset after which the newest entries that a selection matches begin. It reads backwards, a piece at a
 * time.
 */
final class LookBack implements Predicate<Remembered> {
    /** Entries that are examined while the lock is held once. */
    private static final int PIECE = 4096;

    /** Entries that do not match and are skipped at most. The loop that searches is blocked meanwhile. */
    private static final int SKIPPED_MAX = 16_384;

    private final Selection selection;
    private int countLeft;
    private int skipsLeft;
    private int pieceLeft;

    /** Entries with this or a smaller offset are not yet examined. */
    private long next;

    private long start;

    LookBack(Selection selection, int count, long upTo) {
        this.selection = selection;
        this.countLeft = count;
        this.next = upTo;
        this.start = upTo;
        skipMore();
    }

    /** Examines the next piece; returns false when the search has ended. */
    boolean goOn(Entries entries) {
        pieceLeft = PIECE;
        entries.showBackFrom(next, this);
        return pieceLeft == 0 && countLeft > 0 && skipsLeft > 0;
    }

    /** Whether the search ended because too many entries did not match. */
    boolean hasSkippedTooMany() {
        return countLeft > 0 && skipsLeft == 0;
    }

    /** Permits the search to skip as many entries again, for entries of which more match. */
    void skipMore() {
        skipsLeft = SKIPPED_MAX / selection.patternCount();
    }

    @Override
    public boolean test(Remembered entry) {
        if (selection.matches(entry.topic(), entry.offset(), entry.isLastValue())) {
            start = entry.offset() - 1;
            countLeft--;
        } else {
            skipsLeft--;
        }
        next = entry.offset() - 1;
        pieceLeft--;
        return pieceLeft > 0 && countLeft > 0 && skipsLeft > 0;
    }

    /** The offset after which the found entries begin. */
    long start() {
        return start;
    }
}
