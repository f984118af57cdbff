package dev.carillon.config;

import java.net.InetAddress;

/**
 * The address of a listening socket as a URL, for a command or a browser.
 *
 * @param scheme such as {@code http}
 * @param host an address or a name; an IPv6 address without brackets
 */
public record WebAddress(String scheme, String host, int port) {

    public WebAddress {
        host = withoutBrackets(host);
    }

    /** {@code host} without the brackets that an IPv6 address has in a URL. */
    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The address to connect to from this machine, since a client cannot connect to a wildcard address. */
    public WebAddress near() {
        try {
            InetAddress literal = InetAddress.ofLiteral(host);
            return literal.isAnyLocalAddress()
                    ? new WebAddress(scheme, literal.getAddress().length == 4 ? "127.0.0.1" : "::1", port)
                    : this;
        } catch (IllegalArgumentException name) {
            return this;
        }
    }

    /** The URL. The zone of an IPv6 address is encoded as in RFC 6874: {@code http://[fe80::1%25eth0]:8080}. */
    @Override
    public String toString() {
        String shown = host.contains(":") ? "[" + host.replace("%", "%25") + "]" : host;
        return scheme + "://" + shown + ":" + port;
    }
}
