package dev.carillon.loadtest.measure;

import java.util.Optional;

/**
 * How one process of the tester did while it measured.
 *
 * @param heapBytes that it had taken from the system for its heap at the end
 * @param elsewhere where it was, if an agent has started it
 */
public record ProcessHealth(ProcessWatch.Use use, long heapBytes, Optional<Elsewhere> elsewhere) {

    /**
     * Another machine.
     *
     * @param agent its name
     * @param clockErrorNanos how far from the truth our idea of its clock may have been at any time
     */
    public record Elsewhere(String agent, long clockErrorNanos) {}

    /** For a process that the tester of this machine has started. */
    public ProcessHealth(ProcessWatch.Use use, long heapBytes) {
        this(use, heapBytes, Optional.empty());
    }

    /** The same, of a process on another machine. */
    public ProcessHealth at(Elsewhere place) {
        return new ProcessHealth(use, heapBytes, Optional.of(place));
    }
}
