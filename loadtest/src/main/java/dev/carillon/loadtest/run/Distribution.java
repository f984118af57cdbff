package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Plan;

/**
 * How a run is spread over processes.
 *
 * @param workers processes, of each agent if there are any; with one and without agents, this one does it all
 * @param agents that start the workers; none where this process does
 */
public record Distribution(int workers, Agents agents) {
    private static final long HEAP_BYTES_MIN = 256L << 20;
    private static final long HEAP_BYTES_PER_SOCKET = 400;

    /** This process does it all. */
    public static final Distribution ALONE = new Distribution(1, Agents.NONE);

    public Distribution {
        if (workers < 1 || workers > 1000) {
            throw new IllegalArgumentException("--workers must be 1 to 1000, was " + workers);
        }
    }

    public boolean isAlone() {
        return workers == 1 && isHere();
    }

    /** Whether all processes are on this machine. */
    public boolean isHere() {
        return agents.isNone();
    }

    /** Processes that share the run. */
    public int processes() {
        return workers * Math.max(1, agents.addresses().size());
    }

    /** The most that one of the processes may take for its heap, in bytes. */
    public long heapMax(Plan plan) {
        return isAlone()
                ? Runtime.getRuntime().maxMemory()
                : HEAP_BYTES_MIN + HEAP_BYTES_PER_SOCKET * Math.ceilDiv(plan.sockets(), processes());
    }
}
