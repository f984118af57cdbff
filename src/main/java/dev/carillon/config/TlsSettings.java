package dev.carillon.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That sockets are encrypted, and with what.
 *
 * @param certificate the service's certificate and those that lead to its root, in PEM
 * @param key the private key of the first of them, in PEM
 * @param clientCa the authorities that may have signed the certificates of clients, in PEM; without it clients need none
 */
public record TlsSettings(Path certificate, Path key, Optional<Path> clientCa) {

    /**
     * The values that a user gave, which may be empty.
     *
     * @throws IllegalArgumentException where it was said in part
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
