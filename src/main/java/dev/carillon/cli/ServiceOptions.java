package dev.carillon.cli;

import dev.carillon.client.ClientTls;
import dev.carillon.client.ServiceAccess;
import dev.carillon.client.ServiceUrl;
import dev.carillon.client.TokenFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of commands that use a service: its URL, the accepted certificates, and the credentials to send. */
final class ServiceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            split = ",",
            converter = ServiceUrls.class,
            description = "The service, with a path prefix where it has one (${DEFAULT-VALUE}). \"subscribe\" takes"
                    + " several nodes of a cluster, separated by commas: when one does not answer, or ends the connection,"
                    + " it connects to the next one.")
    private List<ServiceUrl> urls;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "With https: accept certificates that one of these authorities signed, in PEM, instead of those of the JVM.")
    private @Nullable Path ca;

    @Option(names = "--insecure", description = "With https: accept any certificate, for any name.")
    private boolean insecure;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Send the token or the API key in this file of one line. It is read again for each"
                    + " connection, so the file can be replaced while the command runs.")
    private @Nullable Path tokenFile;

    /** The service, for a command that uses exactly one. */
    ServiceAccess access() {
        if (urls.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected one service for --url, but were %d: only \"subscribe\" takes several"
                            .formatted(urls.size()));
        }
        return accesses().getFirst();
    }

    /** The nodes, at least one, for a command that may use any of them. */
    List<ServiceAccess> accesses() {
        ClientTls tls = new ClientTls(Optional.ofNullable(ca), insecure);
        Optional<TokenFile> token = Optional.ofNullable(tokenFile).map(TokenFile::new);
        return urls.stream().map(url -> new ServiceAccess(url, tls, token)).toList();
    }
}
