package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Share;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The request for one worker of a run, to an agent. The plan follows it, and only the worker reads it.
 *
 * @param share of the run
 * @param ofAgent its place among the workers of the same agent
 * @param ofHost its place among the workers of all agents of the same host
 * @param run the number of the run
 * @param heapMax the most that it may take for its heap, in bytes
 * @param workload what it does, for people
 */
record WorkerRequest(Share share, Share ofAgent, Share ofHost, int run, long heapMax, String workload) {

    /**
     * Makes the worker a member of the run.
     *
     * @param local the agent's own addresses, if it has some
     * @param tokenFile the agent's, if it has one
     */
    Membership membership(Optional<String> local, Optional<Path> tokenFile) {
        Share among = local.isPresent() ? ofAgent : ofHost;
        return new Membership(share, Optional.of(new Membership.AgentShare(among, local, tokenFile)), run);
    }
}
