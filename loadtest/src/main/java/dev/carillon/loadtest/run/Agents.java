package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Share;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * The agents that share a run.
 *
 * @param secret that they know, too
 */
public record Agents(List<AgentAddress> addresses, Secret secret) {
    private static final int AGENTS_MAX = 1000;

    /** All is on this machine. */
    public static final Agents NONE = new Agents(List.of(), Secret.NONE);

    public Agents {
        addresses = List.copyOf(addresses);
        if (addresses.size() > AGENTS_MAX) {
            throw new IllegalArgumentException("--agents must be at most " + AGENTS_MAX + ", were " + addresses.size());
        }
        if (new HashSet<>(addresses).size() < addresses.size()) {
            throw new IllegalArgumentException("--agents must not name one twice");
        }
    }

    /** Reads {@code host:port,host:port}. */
    public static Agents of(String text, Secret secret) {
        return new Agents(
                Arrays.stream(text.split(",", -1))
                        .map(each -> AgentAddress.of("--agents", each.strip()))
                        .toList(),
                secret);
    }

    public boolean isNone() {
        return addresses.isEmpty();
    }

    /** The agents of one host may have the same local addresses: the place of each worker of this one among all there. */
    Share ofHost(AgentAddress agent, int worker, int workers) {
        List<AgentAddress> neighbours = addresses.stream()
                .filter(each -> each.host().equalsIgnoreCase(agent.host()))
                .toList();
        return new Share(neighbours.indexOf(agent) * workers + worker, neighbours.size() * workers);
    }
}
