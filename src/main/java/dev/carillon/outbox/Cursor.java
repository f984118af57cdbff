package dev.carillon.outbox;

/** The place of a connection in the log, from which it reads on while it does not take remembered publications as they come. */
public interface Cursor {
    /** All that the connection was given has left, and there is room for more. Must not send at once, but later. */
    void onRoom();
}
