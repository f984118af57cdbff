package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes a process a worker of a tester; its parent sends it.
 *
 * @param port of the parent, on this machine
 * @param secret of the parent and its workers
 * @param number of the worker at the parent
 * @param share of the run that is the worker's
 * @param atAgent if an agent has started it: there are workers, then, that have other addresses
 * @param run the number of the run
 */
public record Membership(int port, String secret, int number, Share share, Optional<AgentShare> atAgent, int run) {

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

    /** Without port, secret and number, which {@link #at} adds. */
    Membership(Share share, Optional<AgentShare> atAgent, int run) {
        this(0, "", 0, share, atAgent, run);
    }

    /** The same, of a parent that has that port and secret, and calls it by that number. */
    Membership at(int parent, Secret shared, int known) {
        return new Membership(parent, shared.text(), known, share, atAgent, run);
    }

    /** The place among those that have the same local addresses. */
    Share among() {
        return atAgent.map(AgentShare::among).orElse(share);
    }

    /** Workers on this machine. */
    public int siblings() {
        return among().parts();
    }

    /** As how many machines all workers together count, each with as many as are here. */
    public double machines() {
        return (double) share.parts() / siblings();
    }

    /** The plan of the run as it is carried out here. */
    public Plan adapted(Plan plan) {
        return atAgent.map(here -> here.adapted(plan, machines())).orElse(plan);
    }
}
