package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.OpeningTally;

/** How a task controls the connections of its clients. */
public interface ConnectionControl {
    /** Begins the closing handshake; {@link Task#onGone} is called when the connection has ended. */
    void leave(int client);

    /** Ends the connection without a close frame, as when a network fails; {@link Task#onGone} is called before this returns. */
    void drop(int client);

    /** Opens another connection after a delay, for a client that has none. */
    void comeAgain(int client, long delayNanos);

    /** From now on, such connections are counted in {@code tally}. */
    void countAgainIn(OpeningTally tally);
}
