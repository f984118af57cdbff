package dev.carillon.outbox;

/**
 * The position of a connection in the log, from which it reads while it does not receive remembered publications live.
 */
public interface Cursor {
    /** Everything given to the connection has left, and it can send more. Must not send within this call. */
    void onWritable();
}
