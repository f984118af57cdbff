package dev.carillon.log;

import java.util.List;
import java.util.function.Predicate;

/** One piece that is read: takes what the selection wants, until one of its bounds is reached. */
final class Reading implements Predicate<Remembered> {
    /** Entries of others that one piece passes over at most, so that the lock is not held for long. */
    static final int UNWANTED_MAX = 4096;

    private final Selection selection;
    private final List<Remembered> into;
    private final long upTo;
    private int messagesLeft;
    private long bytesLeft;
    private int unwantedLeft = UNWANTED_MAX;
    private boolean taken;

    /** The offset through which the log has been read, while nothing says that the end is reached. */
    private long through;

    private boolean stopped;

    Reading(Selection selection, long upTo, int messagesMax, long bytesMax, List<Remembered> into) {
        this.selection = selection;
        this.into = into;
        this.upTo = upTo;
        this.messagesLeft = messagesMax;
        this.bytesLeft = bytesMax;
    }

    @Override
    public boolean test(Remembered entry) {
        if (entry.offset() > upTo) {
            return false;
        }
        boolean wanted = selection.wants(entry.topic(), entry.offset(), entry.isLastValue());
        if (wanted && taken && entry.payloadBytes() > bytesLeft) {
            through = entry.offset() - 1;
            stopped = true;
            return false;
        }
        if (wanted) {
            take(entry);
        } else {
            unwantedLeft--;
        }
        through = entry.offset();
        stopped = messagesLeft <= 0 || unwantedLeft == 0;
        return !stopped;
    }

    private void take(Remembered entry) {
        into.add(entry);
        taken = true;
        messagesLeft--;
        bytesLeft -= entry.payloadBytes();
    }

    long through() {
        return stopped ? through : upTo;
    }
}
