package dev.carillon.client;

import java.util.Optional;

/**
 * How a command reaches a service.
 *
 * @param token the file with the credentials
 */
public record ServiceAccess(ServiceUrl url, ClientTls tls, Optional<TokenFile> token) {
    /** Without credentials, and with the certificates that the JVM trusts. */
    public static ServiceAccess to(ServiceUrl url) {
        return new ServiceAccess(url, ClientTls.DEFAULT, Optional.empty());
    }

    /** The present contents of the file, if there is one. */
    Optional<String> credentials() throws ServiceFailure {
        return token.isEmpty() ? Optional.empty() : Optional.of(token.get().read());
    }

    /** The header {@code Authorization} of the next request with its line break; empty without credentials. */
    String authorizationLine() throws ServiceFailure {
        return credentials()
                .map(value -> "Authorization: Bearer " + value + "\r\n")
                .orElse("");
    }
}
