package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Breakdown;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;
import dev.carillon.loadtest.measure.CloseTally.Close;

/** Subscribers that read slowly on purpose. What a server does with them is its policy, and not a fault. */
public final class SlowTally extends FigureGroup {
    public final Quantity readers = total("readers");
    public final Quantity messages = total("messages");
    /** The payload bytes that they read. */
    public final Quantity bytes = total("bytes");
    /** How often a slow reader reconnected after its connection was closed. */
    public final Quantity again = total("cameAgain");

    /** The publications that the slowest reader has not read, of the readers whose connections are still open. */
    public final Quantity behind = most("unread", count -> (long) count);
    /** The slow readers whose connections the server ended. */
    public final Breakdown<Close> closed = breakdown("closed", Close.class);
}
