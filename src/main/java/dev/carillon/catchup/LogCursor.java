package dev.carillon.catchup;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.lane.Connection;
import dev.carillon.log.Selection;
import dev.carillon.outbox.Cursor;
import dev.carillon.publication.Rendering;

/**
 * The position of one connection in the log. Every selected remembered publication up to the position has been sent, or
 * its sending has begun.
 */
public abstract class LogCursor implements Cursor, Selection {
    private final CatchUp catchUp;
    private final Connection connection;

    /** The number of restarts of the log when this cursor was made. */
    private final int restarts;

    private long position;

    /** The peer already knows which publications up to this offset have left the log. */
    private long lostThrough;

    /** Whether it is in the queue of connections that can send. */
    boolean isReady;

    /**
     * @param position the offset after which it reads
     * @param lostThrough the peer already knows which publications up to this offset have left the log
     */
    protected LogCursor(CatchUp catchUp, Connection connection, long position, long lostThrough) {
        this.catchUp = catchUp;
        this.connection = connection;
        this.restarts = catchUp.restarts();
        this.position = position;
        this.lostThrough = lostThrough;
    }

    protected final Connection connection() {
        return connection;
    }

    protected final long position() {
        return position;
    }

    /** Whether the position is in the current epoch of the log. */
    final boolean isOf(int restartsNow) {
        return restarts == restartsNow;
    }

    final void moveTo(long offset) {
        position = offset;
    }

    /** Goes back, because another subscription of the connection begins there. */
    protected final void goBackTo(long offset, long lostBefore) {
        position = Math.min(position, offset);
        lostThrough = Math.min(lostThrough, lostBefore);
    }

    @Override
    public final void onWritable() {
        catchUp.ready(this);
    }

    /** The form in which the connection receives publications. */
    protected abstract Rendering rendering();

    /** False if a subscription begins after this offset, with a publication that has not come to this loop yet. */
    protected abstract boolean mayGoLiveAt(long offset);

    /**
     * Makes the hub deliver everything outstanding for the connection; remembered publications in it were read here
     * already.
     */
    protected abstract void deliverOutstanding();

    /**
     * Publications for the peer have left the log.
     *
     * @param policy of the topics concerned
     * @return whether the connection continues with the oldest available publication; otherwise it ends
     */
    protected abstract boolean continuesAfterLoss(SlowReaderPolicy policy);

    /** Whether a loss up to {@code offset} still has to be reported to the peer. */
    final boolean mustReportLoss(long offset) {
        boolean news = offset > Math.max(position, lostThrough);
        lostThrough = Math.max(offset, lostThrough);
        return news;
    }
}
