package dev.carillon.catchup;

import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.lane.Connection;
import dev.carillon.log.Selection;
import dev.carillon.outbox.Cursor;
import dev.carillon.publication.Rendering;

/**
 * The place of one connection in the log. Every remembered publication that it selects and that is at or before the place
 * has been sent, or begun.
 */
public abstract class LogCursor implements Cursor, Selection {
    private final CatchUp catchUp;
    private final Connection connection;

    /** As often the log had begun anew when this was made. */
    private final int restarts;

    private long position;

    /** What has left the log up to here, the peer knows about. */
    private long lostThrough;

    /** Whether it stands in the line of those that have room. */
    boolean isReady;

    /**
     * @param position the offset behind which it reads
     * @param lostThrough what has left the log up to this offset is no news for the peer
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

    /** Whether it stands in the log as it is now, and not in one before. */
    final boolean isOf(int restartsNow) {
        return restarts == restartsNow;
    }

    final void moveTo(long offset) {
        position = offset;
    }

    /** Goes back, since another subscription of the connection begins there. */
    protected final void goBackTo(long offset, long lostBefore) {
        position = Math.min(position, offset);
        lostThrough = Math.min(lostThrough, lostBefore);
    }

    @Override
    public final void onRoom() {
        catchUp.ready(this);
    }

    /** In which form the connection takes publications. */
    protected abstract Rendering rendering();

    /** Whether no subscription begins behind this offset, with a publication that has yet to come to this loop. */
    protected abstract boolean mayGoLiveAt(long offset);

    /** Has the hub deliver all that is outstanding for the connection; the remembered ones of it have been read here. */
    protected abstract void deliverOutstanding();

    /**
     * The log has let go of publications that the peer was to get.
     *
     * @param policy of the topics concerned
     * @return whether the connection goes on with the oldest that there is; else it ends
     */
    protected abstract boolean goesOnAfterLoss(SlowReaderPolicy policy);

    /** Whether the peer is still to be asked about what has left the log up to {@code offset}. */
    final boolean learnsOfLoss(long offset) {
        boolean news = offset > Math.max(position, lostThrough);
        lostThrough = Math.max(offset, lostThrough);
        return news;
    }
}
