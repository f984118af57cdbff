package dev.carillon.loadtest.measure;

/**
 * An estimate of the offset by which the clock of another machine is ahead of ours, with the largest possible error.
 *
 * <p>In each exchange, the other machine reads its clock after we ask and before we have the answer. So the offset lies
 * between two bounds. Their distance is the duration of the exchange. This is true for any delays in the network. The
 * offset lies within the bounds of all exchanges, if the older bounds are widened by the largest possible drift since
 * then (one part in {@value #DRIFT}; quartz clocks drift at most half as much). The estimate is the middle of the
 * intersection of all bounds. Delays that are long or asymmetric make the possible error larger, but the offset is
 * always within it.
 *
 * <p>All times are those of {@link System#nanoTime}. Used by one thread.
 */
public final class ClockEstimate {
    /** The largest drift between two clocks is one part in this number: 100 µs a second. */
    static final int DRIFT = 10_000;

    private boolean known;
    private long lowNanos;
    private long highNanos;
    private long atNanos;
    private long offsetNanos;
    private long worstNanos;

    /**
     * Adds the bounds of an exchange.
     *
     * @param askedNanos when we sent the request, by our clock
     * @param theirNanos time that the other machine read, by its clock
     * @param answeredNanos when we received the answer, by our clock
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
        // The bounds contradict each other if a clock was set, or drifts faster than assumed: begin anew.
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

    /** Begins the time for which {@link #worstErrorNanos} is the maximum. */
    public void begin() {
        worstNanos = 0;
        noteError();
    }

    /** The difference to subtract from a time of the other clock to get ours; 0 before the first exchange. */
    public long offsetNanos() {
        return offsetNanos;
    }

    /** The largest possible error of {@link #offsetNanos}, at the time of the last exchange. */
    public long errorNanos() {
        return Math.max(highNanos - offsetNanos, offsetNanos - lowNanos);
    }

    /** The largest possible error of {@link #offsetNanos} at any time from {@link #begin} to the last exchange. */
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
