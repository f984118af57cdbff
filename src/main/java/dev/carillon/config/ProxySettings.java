package dev.carillon.config;

import java.util.List;

/**
 * Which proxies tell the truth about the address of a client.
 *
 * @param trusted addresses and networks in CIDR notation
 * @param proxyProtocol whether connections from them begin with a header of the PROXY protocol
 */
public record ProxySettings(List<String> trusted, boolean proxyProtocol) {
    public static final ProxySettings NONE = new ProxySettings(List.of(), false);

    public ProxySettings {
        trusted = List.copyOf(trusted);
    }
}
