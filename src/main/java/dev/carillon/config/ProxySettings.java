package dev.carillon.config;

import java.net.InetAddress;
import java.util.List;

/**
 * The proxies whose statement about the address of a client is used.
 *
 * @param trusted their addresses
 * @param proxyProtocol whether connections from them begin with a header of the PROXY protocol
 */
public record ProxySettings(List<CidrBlock> trusted, boolean proxyProtocol) {
    public static final ProxySettings NONE = new ProxySettings(List.of(), false);

    public ProxySettings {
        trusted = List.copyOf(trusted);
        if (proxyProtocol && trusted.isEmpty()) {
            throw new IllegalArgumentException("--proxy-protocol needs --trusted-proxies: expected the addresses of the"
                    + " proxies that send the header, such as 10.0.0.0/8, but there are none");
        }
    }

    /** Whether {@code address} is that of a trusted proxy. */
    public boolean trust(InetAddress address) {
        return trusted.stream().anyMatch(block -> block.contains(address));
    }
}
