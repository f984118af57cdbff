package dev.carillon.loadtest.measure;

/**
 * How far the clock of another machine is ahead of ours, and how sure that is.
 *
 * <p>One thing is certain for each exchange, whatever the network did: the other read its clock after we asked, and before
 * we had the answer. So the offset lies between two bounds, as far apart as the exchange took. Bounds of many exchanges
 * hold together: the truth lies in all of them, once older ones are widened by what clocks may have drifted apart since
 * (at most one part in {@value #DRIFT}; quartz is good for half of that). The estimate is the middle of what is left. So
 * delays that are uneven, or long, or both, make it less sure, and never wrong.
 *
 * <p>All times are those of {@link System#nanoTime}. Plain Java, of one thread.
 */
public final class ClockEstimate {
    /** 100 µs a second. */
    static final int DRIFT = 10_000;

    private boolean known;
    private long lowNanos;
    private long highNanos;
    private long atNanos;
    private long offsetNanos;
    private long worstNanos;

    /**
     * Notes what came of an exchange.
     *
     * @param askedNanos when we asked, by our clock
     * @param theirNanos what the other read meanwhile, by its own
     * @param answeredNanos when its answer was here, by ours
     */
    public void onExchange(long askedNanos, long theirNanos, long answeredNanos) {
        long turn = drift(answeredNanos - askedNanos);
        long low = theirNanos - answeredNanos - turn;
        long high = theirNanos - askedNanos + turn;
        if (known) {
            long since = drift(answeredNanos - atNanos);
            lowNanos -= since;
            highNanos += since;
            noteError();
        }
        boolean holds = known && low <= highNanos && lowNanos <= high;
        // A clock that was set, or drifts faster than clocks do, is not what we took it for: begin anew.
        lowNanos = holds ? Math.max(lowNanos, low) : low;
        highNanos = holds ? Math.min(highNanos, high) : high;
        if (known && !holds) {
            noteError();
        }
        atNanos = answeredNanos;
        offsetNanos = lowNanos + (highNanos - lowNanos) / 2;
        known = true;
        noteError();
    }

    /** From now on the error counts. */
    public void begin() {
        worstNanos = 0;
        noteError();
    }

    /** The difference to subtract from a time of the other clock to get ours; 0 before the first exchange. */
    public long offsetNanos() {
        return offsetNanos;
    }

    /** By how much {@link #offsetNanos} may be wrong, as of the last exchange. */
    public long errorNanos() {
        return Math.max(highNanos - offsetNanos, offsetNanos - lowNanos);
    }

    /** The most by which the offset of any moment since {@link #begin} may have been wrong, up to the last exchange. */
    public long worstErrorNanos() {
        return worstNanos;
    }

    private void noteError() {
        worstNanos = Math.max(worstNanos, errorNanos());
    }

    private static long drift(long nanos) {
        return Math.ceilDiv(nanos, DRIFT);
    }
}
