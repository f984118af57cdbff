package dev.carillon.http;

import io.vertx.core.http.HttpConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Connections in the order in which they were added, each with the time until which it may stay. */
final class Deadlines {
    private final Map<HttpConnection, Long> nanos = new LinkedHashMap<>();

    int count() {
        return nanos.size();
    }

    boolean isEmpty() {
        return nanos.isEmpty();
    }

    void add(HttpConnection connection, long deadlineNanos) {
        nanos.put(connection, deadlineNanos);
    }

    /** Whether {@code connection} was here. */
    boolean remove(HttpConnection connection) {
        return nanos.remove(connection) != null;
    }

    /** Moves the deadline of {@code connection}, if it is here, by {@code byNanos} and not beyond {@code latestNanos}. */
    void prolong(HttpConnection connection, long byNanos, long latestNanos) {
        nanos.computeIfPresent(
                connection,
                (known, deadline) -> deadline + byNanos - latestNanos < 0 ? deadline + byNanos : latestNanos);
    }

    /**
     * The connection that was added first.
     *
     * @throws NoSuchElementException where there is none
     */
    HttpConnection first() {
        return nanos.keySet().iterator().next();
    }

    List<HttpConnection> all() {
        return List.copyOf(nanos.keySet());
    }

    List<HttpConnection> overdue(long nowNanos) {
        return nanos.entrySet().stream()
                .filter(entry -> nowNanos - entry.getValue() >= 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
