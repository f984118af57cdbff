package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.OpeningTally;

/** What a task may do with the connections of its clients. */
public interface ConnectionControl {
    /** Begins the closing handshake; {@link Task#onGone} is called when the connection has ended. */
    void leave(int client);

    /** Ends the connection without a word, as when a cable is cut; {@link Task#onGone} is called before this returns. */
    void drop(int client);

    /** Opens another connection, in so much time, for a client that is gone. */
    void comeAgain(int client, long delayNanos);

    /** What comes of that is counted there from now on. */
    void countAgainIn(OpeningTally tally);
}
