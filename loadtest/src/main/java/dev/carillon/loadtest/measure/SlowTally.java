package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Breakdown;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;
import dev.carillon.loadtest.measure.CloseTally.Close;

/** Subscribers that read slowly on purpose: whatever a server does with them is its policy, and no fault. */
public final class SlowTally extends FigureGroup {
    public final Quantity readers = total("readers");
    public final Quantity messages = total("messages");
    /** Payload that they took. */
    public final Quantity bytes = total("bytes");
    /** How often one that was closed came again. */
    public final Quantity again = total("cameAgain");

    /** Publications that the slowest of those that kept their connection had not read. */
    public final Quantity behind = most("unread", count -> (long) count);
    /** Those whose connection the server ended. */
    public final Breakdown<Close> closed = breakdown("closed", Close.class);
}
