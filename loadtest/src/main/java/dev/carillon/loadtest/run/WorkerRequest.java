package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Share;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The request to an agent for one worker of a run. The plan follows it in the message, and only the worker reads it.
 *
 * @param share of the worker in the run
 * @param ofAgent share among the workers of the same agent
 * @param ofHost share among the workers of all agents on the same host
 * @param run number of the run
 * @param heapMax maximum size of the worker's heap in bytes
 * @param workload name of the workload, for the log of the agent
 */
record WorkerRequest(Share share, Share ofAgent, Share ofHost, int run, long heapMax, String workload) {

    /**
     * The membership of the worker.
     *
     * @param local local addresses of the agent, if its settings have them
     * @param tokenFile file with the tokens of the agent, if its settings have one
     */
    Membership membership(Optional<String> local, Optional<Path> tokenFile) {
        Share among = local.isPresent() ? ofAgent : ofHost;
        return new Membership(share, Optional.of(new Membership.AgentShare(among, local, tokenFile)), run);
    }
}
