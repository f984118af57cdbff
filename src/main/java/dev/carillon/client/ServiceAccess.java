package dev.carillon.client;

import java.util.Optional;

/**
 * How a command reaches a service.
 *
 * @param token what it sends as its credentials
 */
public record ServiceAccess(ServiceUrl url, ClientTls tls, Optional<TokenFile> token) {
    /** Without credentials, and with the certificates that the JVM trusts. */
    public static ServiceAccess to(ServiceUrl url) {
        return new ServiceAccess(url, ClientTls.DEFAULT, Optional.empty());
    }

    /** The value of the header {@code Authorization} for the next request, where there are credentials. */
    Optional<String> authorization() throws ServiceFailure {
        return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token.get().read());
    }

    /** The header {@code Authorization} with its line break, or nothing. */
    String authorizationLine() throws ServiceFailure {
        return authorization().map(value -> "Authorization: " + value + "\r\n").orElse("");
    }
}
