package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Breakdown;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Most;
import dev.carillon.loadtest.figure.Total;
import dev.carillon.loadtest.measure.CloseTally.Close;
import dev.carillon.websocket.CloseCause;

/** Subscribers that read slowly on purpose: whatever a server does with them is its policy, and no fault. */
public final class SlowTally extends FigureGroup {
    public final Total readers = total("readers");
    public final Total messages = total("messages");
    /** Payload that they took. */
    public final Total bytes = total("bytes");
    /** How often one that was closed came again. */
    public final Total again = total("cameAgain");

    private final Most behind = most("unread");
    /** Those whose connection the server ended. */
    public final Breakdown<Close> closed = breakdown("closed", Close.class);

    public void countReader() {
        count(readers);
    }

    public void countMessage(int length) {
        count(messages);
        count(bytes, length);
    }

    public void countClosed(CloseCause cause, int code) {
        count(closed, new Close(cause, code));
    }

    /** One that was closed has another connection. */
    public void countAgain() {
        count(again);
    }

    /** One that was still connected at the end had left so many publications unread. */
    public void countBehind(long publications) {
        see(behind, publications);
    }

    /** Publications that the slowest of those that kept their connection had not read. */
    public long behind() {
        return (long) behind.value();
    }
}
