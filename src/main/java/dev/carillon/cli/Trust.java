package dev.carillon.cli;

import dev.carillon.client.ClientTls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which certificates of a service a command accepts: what the JVM's authorities signed, what others signed, or any. */
final class Trust {
    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "With https: accept what these certificates signed, in PEM, in place of the JVM's authorities.")
    private @Nullable Path ca;

    @Option(names = "--insecure", description = "With https: accept any certificate, for any name.")
    private boolean insecure;

    ClientTls tls() {
        return new ClientTls(Optional.ofNullable(ca), insecure);
    }
}
