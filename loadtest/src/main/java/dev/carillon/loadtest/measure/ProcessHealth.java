package dev.carillon.loadtest.measure;

import java.util.Optional;

/**
 * The resources that one process of the tester used during the measurement.
 *
 * @param heapBytes memory that its heap had taken from the system at the end
 * @param elsewhere machine of the process, if an agent has started it
 */
public record ProcessHealth(ProcessWatch.Use use, long heapBytes, Optional<Elsewhere> elsewhere) {

    /**
     * Another machine.
     *
     * @param agent host and port of its agent
     * @param clockErrorNanos largest possible error of the offset of its clock, at any time of the measurement
     */
    public record Elsewhere(String agent, long clockErrorNanos) {}

    /** The resources of a process that the tester has started on this machine. */
    public ProcessHealth(ProcessWatch.Use use, long heapBytes) {
        this(use, heapBytes, Optional.empty());
    }

    /** The same resources, for a process on another machine. */
    public ProcessHealth at(Elsewhere place) {
        return new ProcessHealth(use, heapBytes, Optional.of(place));
    }
}
