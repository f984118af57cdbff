package dev.carillon.loadtest.run;

import dev.carillon.config.Authority;
import dev.carillon.loadtest.plan.Require;

/**
 * The address on which an agent listens.
 *
 * @param host address or name; an IPv6 address has no brackets
 */
public record AgentAddress(String host, int port) {
    /** The port if a user gives only a host. */
    public static final int DEFAULT_PORT = 8082;

    public AgentAddress {
        Require.within("the port of an agent", 0, 65535, port);
    }

    /**
     * Reads {@code host:port}, {@code [address]:port} or a host alone.
     *
     * @param flag with which the user gives the address, for the error message
     * @throws IllegalArgumentException if {@code text} has another form
     */
    public static AgentAddress of(String flag, String text) {
        Authority authority = Authority.of(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        flag + " must be HOST:PORT such as 10.0.0.11:" + DEFAULT_PORT + ", was '" + text + "'"));
        return new AgentAddress(
                authority.host().replaceAll("[\\[\\]]", ""), authority.port().orElse(DEFAULT_PORT));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
