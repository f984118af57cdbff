package dev.carillon.log;

import java.util.List;
import java.util.function.Predicate;

/** Reads one piece of the log: takes the entries that the selection matches, until one of its bounds is reached. */
final class Reading implements Predicate<Remembered> {
    /** Entries that do not match and are skipped in one piece at most, so that the lock is not held for long. */
    static final int SKIPPED_MAX = 4096;

    private final Selection selection;
    private final List<Remembered> into;
    private final long upTo;
    private int messagesLeft;
    private long bytesLeft;
    private int skipsLeft;
    private boolean taken;

    /** The offset through which the log has been read. */
    private long through;

    Reading(Selection selection, long upTo, int messagesMax, long bytesMax, List<Remembered> into) {
        this.selection = selection;
        this.into = into;
        this.upTo = upTo;
        this.through = upTo;
        this.messagesLeft = messagesMax;
        this.bytesLeft = bytesMax;
        this.skipsLeft = SKIPPED_MAX / selection.patternCount();
    }

    @Override
    public boolean test(Remembered entry) {
        if (entry.offset() > upTo) {
            return false;
        }
        boolean wanted = selection.matches(entry.topic(), entry.offset(), entry.isLastValue());
        if (wanted ? isFull(entry) : skipsLeft == 0) {
            through = entry.offset() - 1;
            return false;
        }
        if (wanted) {
            take(entry);
        } else {
            skipsLeft--;
        }
        return true;
    }

    private boolean isFull(Remembered entry) {
        return messagesLeft == 0 || (taken && entry.payloadBytes() > bytesLeft);
    }

    private void take(Remembered entry) {
        into.add(entry);
        taken = true;
        messagesLeft--;
        bytesLeft -= entry.payloadBytes();
    }

    long through() {
        return through;
    }
}
