package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Require;
import dev.carillon.loadtest.plan.Share;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * How a run is distributed over processes.
 *
 * @param workers number of worker processes, for each agent if there are agents; one worker without agents is this
 *     process
 * @param agents that start the workers; empty if this process starts them
 * @param secret of the agents and this process
 */
public record Distribution(int workers, List<AgentAddress> agents, Secret secret) {
    private static final long HEAP_BYTES_MIN = 256L << 20;
    private static final long HEAP_BYTES_PER_SOCKET = 400;
    private static final int AGENTS_MAX = 1000;

    /** This process does everything. */
    public static final Distribution ALONE = new Distribution(1);

    public Distribution {
        Require.within("--workers", 1, 1000, workers);
        agents = List.copyOf(agents);
        Require.that(agents.size() <= AGENTS_MAX, "--agents must be at most " + AGENTS_MAX + ", were " + agents.size());
        Require.that(new HashSet<>(agents).size() == agents.size(), "--agents must not name an agent twice");
    }

    /** A distribution over processes of this machine. */
    public Distribution(int workers) {
        this(workers, List.of(), Secret.NONE);
    }

    /**
     * A distribution over agents.
     *
     * @param agents in the form of {@code --agents}, {@code host:port,host:port}
     */
    public Distribution(int workers, String agents, Secret secret) {
        this(
                workers,
                Arrays.stream(agents.split(",", -1))
                        .map(each -> AgentAddress.of("--agents", each.strip()))
                        .toList(),
                secret);
    }

    /** Whether this process does everything. */
    public boolean isAlone() {
        return workers == 1 && isHere();
    }

    /** Whether all processes are on this machine. */
    public boolean isHere() {
        return agents.isEmpty();
    }

    /** The number of processes that generate load. */
    public int processes() {
        return workers * Math.max(1, agents.size());
    }

    /** The maximum size of the heap of one process, in bytes. */
    public long heapMax(Plan plan) {
        return isAlone()
                ? Runtime.getRuntime().maxMemory()
                : HEAP_BYTES_MIN + HEAP_BYTES_PER_SOCKET * Math.ceilDiv(plan.sockets(), processes());
    }

    /** The share of a worker of {@code agent} among all workers on its host, which may share the local addresses. */
    Share ofHost(AgentAddress agent, int worker) {
        List<AgentAddress> neighbours = agents.stream()
                .filter(each -> each.host().equalsIgnoreCase(agent.host()))
                .toList();
        return new Share(neighbours.indexOf(agent) * workers + worker, neighbours.size() * workers);
    }
}
