package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Counts;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Sum;
import dev.carillon.websocket.CloseCause;
import java.util.Comparator;
import java.util.Locale;
import java.util.SortedMap;

/** Connections that closed: as the plan has it, or before their time. */
public final class CloseTally extends FigureGroup {
    private final Sum clean = sum("clean");
    private final Sum unanswered = sum("unanswered");
    private final Counts<Close> unexpected = counts("unexpected", Close.class);

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

    public void countClean() {
        clean.increment();
    }

    /** We said goodbye, and the peer did not answer in time. */
    public void countUnanswered() {
        unanswered.increment();
    }

    public void countUnexpected(CloseCause cause, int code) {
        unexpected.increment(new Close(cause, code));
    }

    public long clean() {
        return clean.count();
    }

    public long unanswered() {
        return unanswered.count();
    }

    public SortedMap<Close, Long> unexpected() {
        return unexpected.shown();
    }

    public long unexpectedCount() {
        return unexpected.total();
    }
}
