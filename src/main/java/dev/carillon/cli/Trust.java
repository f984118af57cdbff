package dev.carillon.cli;

import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom a command believes when it talks TLS: the JVM's authorities, others, or anybody. */
final class Trust {
    @Option(names = "--ca", paramLabel = "FILE", description = "Who may have signed the service's certificate, in PEM.")
    private @Nullable Path ca;

    @Option(names = "--insecure", description = "Take any certificate, whoever signed it and for whatever name.")
    private boolean insecure;

    /** Has {@code options} lead to {@code url}. */
    <O extends ClientOptionsBase> O of(ServiceUrl url, O options) {
        options.setSsl(url.tls()).setTrustAll(insecure);
        if (ca != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
        }
        return options;
    }

    /** Whether the certificate must be for the host that was asked. */
    boolean verifiesHost() {
        return !insecure;
    }
}
