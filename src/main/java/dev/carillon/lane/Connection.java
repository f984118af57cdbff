package dev.carillon.lane;

import dev.carillon.hub.Subscriber;

/**
 * One open socket, whichever lane carries it.
 *
 * <p>To be called on the loop that owns it only. Nothing here blocks or throws: a peer that is gone is told to the
 * {@link Receiver}, once, through {@link Receiver#onClosed}.
 */
public interface Connection extends Subscriber {

    /** Sends {@code bytes} after everything sent before; they are not copied and must not change any more. */
    void send(byte[] bytes);

    /** Sends {@code bytes} ahead of whatever still waits, though never into the middle of what has begun to leave. */
    void sendUrgent(byte[] bytes);

    /** Ends our side once everything sent has left; what the peer still sends goes to the receiver. */
    void finish();

    /** Ends both sides at once; what has not left is dropped. Does nothing when closed already. */
    void close(Ending ending);

    boolean isOpen();

    /** Bytes that wait for the peer in this process. */
    long backlogBytes();

    Receiver receiver();

    /** Hands what comes from now on to {@code next}. */
    void receiver(Receiver next);

    /** The lane's second ({@link Lane#nowSeconds()}) in which the peer was last heard. */
    int lastHeardSecond();
}
