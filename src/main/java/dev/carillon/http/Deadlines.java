package dev.carillon.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Connections in the order in which they were added, each with a deadline. */
final class Deadlines<C> {
    private final Map<C, Long> nanos = new LinkedHashMap<>();

    int count() {
        return nanos.size();
    }

    boolean isEmpty() {
        return nanos.isEmpty();
    }

    void add(C connection, long deadlineNanos) {
        nanos.put(connection, deadlineNanos);
    }

    /** Returns whether {@code connection} was present. */
    boolean remove(C connection) {
        return nanos.remove(connection) != null;
    }

    /** Moves the deadline of {@code connection}, if present, by {@code byNanos}, at most to {@code latestNanos}. */
    void prolong(C connection, long byNanos, long latestNanos) {
        nanos.computeIfPresent(
                connection,
                (known, deadline) -> deadline + byNanos - latestNanos < 0 ? deadline + byNanos : latestNanos);
    }

    /**
     * The connection that was added first.
     *
     * @throws NoSuchElementException when there is none
     */
    C first() {
        return nanos.keySet().iterator().next();
    }

    List<C> all() {
        return List.copyOf(nanos.keySet());
    }

    List<C> overdue(long nowNanos) {
        return nanos.entrySet().stream()
                .filter(entry -> nowNanos - entry.getValue() >= 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
