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

    /** The current contents of the file, if there is one. */
    Optional<String> credentials() throws ServiceFailure {
        return token.isEmpty() ? Optional.empty() : Optional.of(token.get().read());
    }

    /** The header {@code Authorization} of the next request with its line break, or nothing. */
    String authorizationLine() throws ServiceFailure {
        return credentials()
                .map(value -> "Authorization: Bearer " + value + "\r\n")
                .orElse("");
    }
}
