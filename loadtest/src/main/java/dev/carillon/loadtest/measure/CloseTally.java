package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Breakdown;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;
import dev.carillon.websocket.CloseCause;
import java.util.Comparator;
import java.util.Locale;

/** Connections that closed: as planned, or unexpectedly. */
public final class CloseTally extends FigureGroup {
    /** Connections that closed as planned, with a close frame of each side. */
    public final Quantity clean = total("clean");
    /** Connections on which the tester sent a close frame that the peer did not answer in time. */
    public final Quantity unanswered = total("unanswered");

    public final Breakdown<Close> unexpected = breakdown("unexpected", Close.class);

    /** How a connection closed. */
    public record Close(CloseCause cause, int code) implements Comparable<Close> {
        private static final Comparator<Close> BY_CODE =
                Comparator.comparingInt(Close::code).thenComparing(Close::cause);

        @Override
        public String toString() {
            return code + " (" + cause.name().toLowerCase(Locale.ROOT) + ")";
        }

        @Override
        public int compareTo(Close other) {
            return BY_CODE.compare(this, other);
        }
    }
}
