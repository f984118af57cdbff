package dev.carillon.loadtest.measure;

import dev.carillon.websocket.CloseCause;
import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Connections that closed: as the plan has it, or before their time. */
public final class CloseTally {
    private final SortedMap<Close, Long> unexpected = new TreeMap<>();
    private long clean;
    private long unanswered;

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
        clean++;
    }

    /** We said goodbye, and the peer did not answer in time. */
    public void countUnanswered() {
        unanswered++;
    }

    public void countUnexpected(CloseCause cause, int code) {
        unexpected.merge(new Close(cause, code), 1L, Long::sum);
    }

    public void add(CloseTally other) {
        clean += other.clean;
        unanswered += other.unanswered;
        other.unexpected.forEach((close, count) -> unexpected.merge(close, count, Long::sum));
    }

    public long clean() {
        return clean;
    }

    public long unanswered() {
        return unanswered;
    }

    public SortedMap<Close, Long> unexpected() {
        return Collections.unmodifiableSortedMap(unexpected);
    }

    public long unexpectedCount() {
        return unexpected.values().stream().mapToLong(Long::longValue).sum();
    }
}
