package dev.carillon.lane;

import dev.carillon.hub.Batch;
import dev.carillon.hub.Subscriber;
import dev.carillon.outbox.Cursor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One open socket, on either lane.
 *
 * <p>Must be called on its loop only. No method blocks or throws: the end of the connection is reported once, to {@link
 * Receiver#onClosed}.
 */
public interface Connection extends Subscriber {

    /**
     * Sends {@code bytes} after everything sent before. They are not copied and must not change. They are never
     * dropped, even for a slow peer.
     */
    void send(byte[] bytes);

    /** Sends one publication of {@code batch}, in the same way as {@link #deliver}. */
    void send(Batch batch, int index);

    /**
     * The connection now reads remembered publications from the log, starting at {@code cursor}. They are then skipped
     * in {@link #deliver}, and sent by {@link #offer}. The cursor is called now, and whenever everything has left.
     * Replaces an earlier cursor. Does nothing if the connection is closed or finishing.
     */
    void catchUp(Cursor cursor);

    /** The cursor of a connection that catches up. */
    Optional<Cursor> cursor();

    /**
     * Sends publications that the cursor has read, as many as the system takes at once; the others are not stored. Must
     * be called when nothing waits.
     *
     * @return how many frames of the batch were taken, the last one perhaps in part; the rest of that frame waits
     */
    int offer(Batch batch);

    /** Whether everything sent has left. */
    boolean isWritable();

    /** The connection receives remembered publications live again, starting with the next one. */
    void goLive();

    /** Sends {@code bytes} before all waiting frames, but not in the middle of a frame that has begun to leave. */
    void sendUrgent(byte[] bytes);

    /**
     * If bytes wait for the peer, pauses reading until they have left. For endpoints that answer each message, so that
     * TCP's back-pressure slows down a peer that sends faster than it reads. Bytes that were read already are still
     * handled, and the answers to them may exceed the limit for one peer. Meanwhile each byte that the peer takes
     * restarts its idle time.
     */
    void awaitDrain();

    /** Closes the output after everything sent has left. The receiver still gets what the peer sends. */
    void finish();

    /** Closes both sides at once and drops what has not left. Does nothing if closed already. */
    void close(Ending ending);

    boolean isOpen();

    /**
     * Pauses reading until {@link #resumeReading}, except for a read in progress. What the peer sends fills the
     * kernel's buffers and then waits at the peer. Meanwhile the end of the peer's side is not detected; a broken
     * connection is. Does nothing if paused or closed already.
     */
    void pauseReading();

    /** Continues where {@link #pauseReading} stopped. */
    void resumeReading();

    /**
     * The kernel ends the connection when the peer's kernel acknowledges nothing of what was sent, or takes nothing of
     * what waits, for {@code timeout} (TCP_USER_TIMEOUT, tcp(7)). So the end of a peer that never sends is detected. Does
     * nothing without native epoll, where the kernel's own timeout applies. A stream of HTTP/2, whose window the kernel
     * does not know, counts as stalled after this time.
     */
    void acknowledgementTimeout(Duration timeout);

    /** The local address, by a system call. */
    InetSocketAddress localAddress();

    /** The remote address, by a system call; null when the connection has ended. */
    @Nullable
    InetSocketAddress remoteAddress();

    /** Bytes that wait for the peer in this process, in the outbox or the transport, with their overhead. */
    long backlogBytes();

    /**
     * Whether the peer has more than its limit waiting and has taken nothing for too long, so that it must be
     * disconnected even if nothing more is sent. Must be called in each round, because it compares what the kernel
     * holds with the previous call.
     */
    boolean isStalled();

    Receiver receiver();

    /** Passes all further events to {@code next}. */
    void receiver(Receiver next);

    /**
     * Runs {@code handler}, which continues earlier work, such as an answer that took time. If it fails, the connection
     * ends as after a failure of its {@link Receiver}.
     */
    void run(Runnable handler);

    /** The lane's second ({@link Lane#nowSeconds()}) in which bytes of the peer last came. */
    int lastReceivedSecond();

    /** Restarts the idle time of the peer, as if bytes had come. */
    void restartSilence();
}
