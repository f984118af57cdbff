package dev.carillon.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the port for clients.
 *
 * @param certificate the service's certificate and its chain to the root, in PEM
 * @param key the private key of the certificate, in PEM
 * @param clientCa the authorities that sign the certificates of clients, in PEM; if it is empty, clients need no
 *     certificate
 */
public record TlsSettings(Path certificate, Path key, Optional<Path> clientCa) {

    /**
     * The settings for values that may be absent; empty if all are.
     *
     * @throws IllegalArgumentException when the certificate or the key is missing
     */
    public static Optional<TlsSettings> of(@Nullable Path certificate, @Nullable Path key, @Nullable Path clientCa) {
        if (certificate == null && key == null && clientCa == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            String missing = certificate == null ? "--tls-cert" : "--tls-key";
            String given = certificate != null ? "--tls-cert" : key != null ? "--tls-key" : "--tls-client-ca";
            throw new IllegalArgumentException(
                    missing + " must be given beside " + given + ": TLS needs both --tls-cert and --tls-key");
        }
        return Optional.of(new TlsSettings(certificate, key, Optional.ofNullable(clientCa)));
    }
}
