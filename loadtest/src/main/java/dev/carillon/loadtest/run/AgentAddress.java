package dev.carillon.loadtest.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address on which an agent listens.
 *
 * @param host an address or a name; an IPv6 address without brackets
 */
public record AgentAddress(String host, int port) {
    /** The default address. */
    public static final int DEFAULT_PORT = 8082;

    private static final Pattern TEXT =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)\\]|([^\\[\\]:/\\s,]+))(?::(\\d{1,5}))?");

    public AgentAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("the port of an agent must be 0 to 65535, was " + port);
        }
    }

    /**
     * Reads {@code host:port}, {@code [address]:port} or a host alone.
     *
     * @param flag that it was given with
     * @throws IllegalArgumentException when it is anything else
     */
    public static AgentAddress of(String flag, String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || (matcher.group(3) != null && Integer.parseInt(matcher.group(3)) > 65535)) {
            throw new IllegalArgumentException(
                    flag + " must be HOST:PORT such as 10.0.0.11:" + DEFAULT_PORT + ", was '" + text + "'");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return new AgentAddress(host, matcher.group(3) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
