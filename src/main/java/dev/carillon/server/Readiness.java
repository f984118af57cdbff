package dev.carillon.server;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whether the node may be sent clients: each of its parts says what is in the way. Any thread may call it. */
final class Readiness {
    private final List<Part> parts = new CopyOnWriteArrayList<>();

    /** What may not be ready. Called for each question of an operator, on another thread than its own; must not wait. */
    @FunctionalInterface
    interface Part {
        /** What is wrong, as one line that tells what was expected and what is. */
        Optional<String> notReady();
    }

    void add(Part part) {
        parts.add(part);
    }

    /** What is wrong with all parts, in the order in which they were added; nothing where the node is ready. */
    List<String> notReady() {
        return parts.stream().flatMap(part -> part.notReady().stream()).toList();
    }
}
