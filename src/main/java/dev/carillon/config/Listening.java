package dev.carillon.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where the service listens.
 *
 * @param host the address to bind to, or its name; an IPv6 address without brackets
 * @param port for clients; 0 takes a free one
 * @param managementHost as {@code host}, for operators
 * @param managementPort for operators; 0 takes a free one
 */
public record Listening(String host, int port, String managementHost, int managementPort) {

    public Listening {
        host = checked("--host", host);
        managementHost = checked("--management-host", managementHost);
        requirePort("--port", port);
        requirePort("--management-port", managementPort);
        if (port != 0 && port == managementPort) {
            throw new IllegalArgumentException("--management-port must differ from --port, both were " + port);
        }
    }

    /** For operators at the same address as for clients. */
    public Listening(String host, int port, int managementPort) {
        this(host, port, host, managementPort);
    }

    public static Listening defaults() {
        return new Listening("127.0.0.1", 8080, 8081);
    }

    /**
     * The host in a form that Vert.x resolves: it supports neither names of zones ({@code fe80::1%eth0}) nor
     * {@code 127.1}.
     */
    public String numericHost() {
        return numeric(host);
    }

    /** The management host in a form that Vert.x resolves, see {@link #numericHost}. */
    public String numericManagementHost() {
        return numeric(managementHost);
    }

    private static String numeric(String host) {
        try {
            InetAddress literal = InetAddress.ofLiteral(host);
            return literal instanceof Inet6Address scoped && scoped.getScopeId() != 0
                    ? Inet6Address.getByAddress(null, scoped.getAddress(), scoped.getScopeId())
                            .getHostAddress()
                    : literal.getHostAddress();
        } catch (IllegalArgumentException | UnknownHostException name) {
            return host;
        }
    }

    private static String checked(String setting, String host) {
        String bare = WebAddress.withoutBrackets(host);
        if (bare.isBlank()) {
            throw new IllegalArgumentException(setting + " must be an address or a name, was empty");
        }
        return bare;
    }

    private static void requirePort(String setting, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(setting + " must be 0 to 65535, was " + port);
        }
    }
}
