package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The data with which a process becomes a worker of a run. Its parent sends them.
 *
 * @param port of the parent, on this machine
 * @param secret of the parent and its workers
 * @param number by which the parent identifies the worker
 * @param share of the worker in the run
 * @param atAgent present if an agent starts the worker; other workers of the run may then have other local addresses
 * @param run number of the run
 */
public record Membership(int port, String secret, int number, Share share, Optional<AgentShare> atAgent, int run) {

    /**
     * The share of a worker that an agent starts, and the settings of the agent.
     *
     * @param among share among the workers that have the same local addresses
     * @param local local addresses of the agent, in the form of {@code --local}
     * @param tokenFile file with the tokens of the agent
     */
    record AgentShare(Share among, Optional<String> local, Optional<Path> tokenFile) {
        /** The plan with the addresses and the tokens of this machine, which is one of {@code machines} machines. */
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

    /** A membership without port, secret and number, which {@link #at} adds. */
    Membership(Share share, Optional<AgentShare> atAgent, int run) {
        this(0, "", 0, share, atAgent, run);
    }

    /** The same membership with the port and the secret of the parent, and the number of the worker. */
    Membership at(int parent, Secret shared, int known) {
        return new Membership(parent, shared.text(), known, share, atAgent, run);
    }

    /** The share among the workers that have the same local addresses. */
    Share among() {
        return atAgent.map(AgentShare::among).orElse(share);
    }

    /** The number of workers on this machine. */
    public int siblings() {
        return among().parts();
    }

    /** The number of machines of the run, if each had as many workers as this one; may be a fraction. */
    public double machines() {
        return (double) share.parts() / siblings();
    }

    /** The plan of the run with the addresses and tokens of this machine. */
    public Plan adapted(Plan plan) {
        return atAgent.map(here -> here.adapted(plan, machines())).orElse(plan);
    }
}
