package dev.carillon.cli;

import dev.carillon.config.CidrBlock;
import dev.carillon.config.CidrBlocks;
import dev.carillon.config.ProxySettings;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags of {@code carillon serve} for proxies in front of it. */
final class ProxyOptions {
    @Option(
            names = "--trusted-proxies",
            split = ",",
            paramLabel = "ADDRESS",
            converter = CidrBlocks.class,
            description = "Proxies whose Forwarded or X-Forwarded-For has the address of the client, as addresses or"
                    + " networks such as 10.0.0.0/8. From other peers these headers are ignored.")
    private List<CidrBlock> trusted = List.of();

    @Option(
            names = "--proxy-protocol",
            description =
                    "Connections from trusted proxies begin with a header of the PROXY protocol, version 1 or 2; without one"
                            + " they are closed.")
    private boolean proxyProtocol;

    ProxySettings settings() {
        return new ProxySettings(trusted, proxyProtocol);
    }
}
