package dev.carillon.cli;

import dev.carillon.config.ProxySettings;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags of {@code carillon serve} about proxies in front of it. */
final class ProxyOptions {
    @Option(
            names = "--trusted-proxies",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Proxies that tell the address of a client, as addresses or networks such as 10.0.0.0/8.")
    private List<String> trusted = List.of();

    @Option(
            names = "--proxy-protocol",
            description = "Connections from trusted proxies begin with a header of the PROXY protocol, version 1 or 2.")
    private boolean proxyProtocol;

    ProxySettings settings() {
        return new ProxySettings(trusted, proxyProtocol);
    }
}
