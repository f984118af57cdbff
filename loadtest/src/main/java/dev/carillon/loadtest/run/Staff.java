package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Plan;
import java.util.List;

/**
 * How a run is spread over processes.
 *
 * @param workers processes; with one, this one does it all
 * @param arguments of the command line that each worker gets besides its own share: the verb is the second of them
 * @param scale by how much the plan is larger than the arguments say
 */
public record Staff(int workers, List<String> arguments, double scale) {
    private static final long HEAP_BYTES_MIN = 256L << 20;
    private static final long HEAP_BYTES_PER_SOCKET = 400;

    /** This process does it all. */
    public static final Staff ALONE = new Staff(1, List.of(), 1);

    public Staff {
        arguments = List.copyOf(arguments);
        if (workers < 1 || workers > 1000) {
            throw new IllegalArgumentException("--workers must be 1 to 1000, was " + workers);
        }
    }

    public boolean isAlone() {
        return workers == 1;
    }

    /** The most that one of the processes may take for its heap, in bytes. */
    public long heapMax(Plan plan) {
        return isAlone()
                ? Runtime.getRuntime().maxMemory()
                : HEAP_BYTES_MIN + HEAP_BYTES_PER_SOCKET * Math.ceilDiv(plan.sockets(), workers);
    }
}
