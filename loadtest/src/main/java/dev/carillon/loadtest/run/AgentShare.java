package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of a worker that an agent has started, and what the agent gives it.
 *
 * @param among the place among those that have the same local addresses
 * @param local the agent's own addresses, as {@code --local} has them
 * @param tokenFile that the agent has tokens in
 */
record AgentShare(Share among, Optional<String> local, Optional<Path> tokenFile) {

    /** The plan with the addresses and the tokens of this machine, one of so many. */
    Plan adapted(Plan plan, double machines) {
        ConnectionTokens asked = plan.target().dialect().tokens();
        ConnectionTokens tokens =
                tokenFile.map(file -> ConnectionTokens.of(file, asked.in())).orElse(asked);
        int here = (int) Math.ceil(plan.sockets() / machines);
        LocalAddresses addresses = local.map(LocalAddresses::of)
                .orElseGet(() -> LocalAddresses.fitting(
                        plan.target(), here, plan.opening().perAddress()));
        return plan.onMachine(addresses, machines, tokens);
    }
}
