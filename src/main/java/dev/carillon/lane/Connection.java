package dev.carillon.lane;

import dev.carillon.hub.Batch;
import dev.carillon.hub.Subscriber;
import dev.carillon.outbox.Cursor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One open socket, whichever lane carries it.
 *
 * <p>To be called on the loop that owns it only. Nothing here blocks or throws: a peer that is gone is told to the
 * {@link Receiver}, once, through {@link Receiver#onClosed}.
 */
public interface Connection extends Subscriber {

    /**
     * Sends {@code bytes} after everything sent before; they are not copied and must not change any more. They are never
     * left out, however slowly the peer reads.
     */
    void send(byte[] bytes);

    /** Sends one publication of {@code batch}, as {@link #deliver} would send all of them. */
    void send(Batch batch, int index);

    /**
     * Has the connection read remembered publications from the log, from where {@code cursor} stands: from now on they are
     * left out of what is sent, but for {@link #offer}. The cursor is told at once, and whenever everything has left, that
     * there is room. Replaces a cursor that was there. Does nothing when closed or finishing.
     */
    void catchUp(Cursor cursor);

    /** The cursor of a connection that catches up. */
    Optional<Cursor> cursor();

    /**
     * Sends publications that the cursor has read, as far as the system takes them at once; the others are not kept.
     * To be called when nothing waits.
     *
     * @return how many of the batch's frames were taken, the last of them maybe in part; what is left of it waits
     */
    int offer(Batch batch);

    /** Whether all that was sent has left. */
    boolean hasRoom();

    /** Has the connection take remembered publications as they come again, from the next one on. */
    void goLive();

    /** Sends {@code bytes} ahead of whatever still waits, though never into the middle of what has begun to leave. */
    void sendUrgent(byte[] bytes);

    /**
     * Reads nothing more of the peer until everything sent has left, if anything still waits: for code that answers each
     * message, so that a peer that asks faster than it reads feels TCP's own back-pressure. What has been read already
     * still comes, and what is sent in answer to it is taken beyond the bound for one peer. Meanwhile every byte that the
     * peer takes counts as hearing it.
     */
    void awaitDrain();

    /** Ends our side once everything sent has left; what the peer still sends goes to the receiver. */
    void finish();

    /** Ends both sides at once; what has not left is dropped. Does nothing when closed already. */
    void close(Ending ending);

    boolean isOpen();

    /**
     * Takes nothing more from the peer until {@link #resumeReading}, but for one read that may be under way: what it sends
     * fills the kernel's buffers and then waits with the peer. That the peer has ended its side is not seen meanwhile;
     * that the connection broke is. Does nothing when paused or closed already.
     */
    void pauseReading();

    /** Goes on where {@link #pauseReading} stopped. */
    void resumeReading();

    /**
     * Has the kernel end the connection when the peer's has acknowledged nothing of what was sent, or taken nothing of what
     * waits, for {@code timeout} (TCP_USER_TIMEOUT, tcp(7)). So a peer that never sends anything is found to be gone by
     * what is sent to it. Does nothing without native epoll: there the kernel gives up after its own time. A stream of HTTP/2,
     * of whose window the kernel knows nothing, is stalled after that time.
     */
    void acknowledgementTimeout(Duration timeout);

    /** This end of the connection, asked of the system. */
    InetSocketAddress localAddress();

    /** The other end, asked of the system; null when the peer has gone. */
    @Nullable
    InetSocketAddress remoteAddress();

    /** Bytes that wait for the peer in this process, ours or the transport's, with what keeping them costs. */
    long backlogBytes();

    /**
     * Whether the peer is behind by more than it may be and has taken nothing for as long as it may: it is to be given up
     * also when nothing more is sent to it. To be asked on each round, since what the kernel holds is compared with what
     * it held when it was asked last.
     */
    boolean isStalled();

    Receiver receiver();

    /** Hands what comes from now on to {@code next}. */
    void receiver(Receiver next);

    /**
     * Runs {@code handler}, which goes on with what came earlier, such as an answer that took time. When it fails, the
     * connection ends as it does when its {@link Receiver} fails.
     */
    void run(Runnable handler);

    /** The lane's second ({@link Lane#nowSeconds()}) in which bytes of the peer came last. */
    int lastReceivedSecond();

    /** Counts the silence of the peer from now on, as if something had come. */
    void restartSilence();
}
