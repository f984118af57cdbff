package dev.carillon.server;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whether clients may be sent to the node. Each part reports what is missing. Any thread may call it. */
final class Readiness {
    private final List<Part> parts = new CopyOnWriteArrayList<>();

    /** A part that may not be ready. Called for each request of an operator, on any thread; must not block. */
    @FunctionalInterface
    interface Part {
        /** The reason, as one line with what was expected and what is the case. */
        Optional<String> notReady();
    }

    void add(Part part) {
        parts.add(part);
    }

    /** The reasons of all parts, in the order in which they were added; empty if the node is ready. */
    List<String> notReady() {
        return parts.stream().flatMap(part -> part.notReady().stream()).toList();
    }
}
