package dev.carillon.cli;

import dev.carillon.client.ClientTls;
import dev.carillon.client.ServiceAccess;
import dev.carillon.client.ServiceUrl;
import dev.carillon.client.TokenFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of commands that use a service: where it is, which certificates are accepted, and what credentials are sent. */
final class ServiceOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            converter = ServiceUrls.class,
            description = "The service, with the path before its own where it has one (${DEFAULT-VALUE}).")
    private ServiceUrl url;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "With https: accept what these certificates signed, in PEM, in place of the JVM's authorities.")
    private @Nullable Path ca;

    @Option(names = "--insecure", description = "With https: accept any certificate, for any name.")
    private boolean insecure;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Send the token or the API key that is the one line of this file. It is read again for each"
                    + " connection, so the file may be replaced meanwhile.")
    private @Nullable Path tokenFile;

    ServiceAccess access() {
        return new ServiceAccess(
                url,
                new ClientTls(Optional.ofNullable(ca), insecure),
                Optional.ofNullable(tokenFile).map(TokenFile::new));
    }
}
