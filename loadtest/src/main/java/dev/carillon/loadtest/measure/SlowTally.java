package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Counts;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Most;
import dev.carillon.loadtest.figure.Sum;
import dev.carillon.loadtest.measure.CloseTally.Close;
import dev.carillon.websocket.CloseCause;
import java.util.SortedMap;

/** Subscribers that read slowly on purpose: whatever a server does with them is its policy, and no fault. */
public final class SlowTally extends FigureGroup {
    private final Sum readers = sum("readers");
    private final Sum messages = sum("messages");
    private final Sum bytes = sum("bytes");
    private final Sum again = sum("cameAgain");
    private final Most behind = most("unread");
    private final Counts<Close> closed = counts("closed", Close.class);

    public void countReader() {
        readers.increment();
    }

    public void countMessage(int length) {
        messages.increment();
        bytes.add(length);
    }

    public void countClosed(CloseCause cause, int code) {
        closed.increment(new Close(cause, code));
    }

    /** One that was closed has another connection. */
    public void countAgain() {
        again.increment();
    }

    /** One that was still connected at the end had left so many publications unread. */
    public void countBehind(long publications) {
        behind.see(publications);
    }

    public long readers() {
        return readers.count();
    }

    public long messages() {
        return messages.count();
    }

    /** Payload that they took. */
    public long bytes() {
        return bytes.count();
    }

    /** How often one that was closed came again. */
    public long again() {
        return again.count();
    }

    /** Publications that the slowest of those that kept their connection had not read. */
    public long behind() {
        return (long) behind.value();
    }

    /** Those whose connection the server ended. */
    public SortedMap<Close, Long> closed() {
        return closed.shown();
    }

    public long closedCount() {
        return closed.total();
    }
}
