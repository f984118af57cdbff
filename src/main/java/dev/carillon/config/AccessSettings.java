package dev.carillon.config;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.topic.TopicPattern;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which clients may do what.
 *
 * @param open whether every client may do everything, even if other machines can reach the service
 * @param tokens how tokens are verified
 * @param apiKeys of back ends
 * @param anonymous the permissions of clients without credentials
 */
public record AccessSettings(boolean open, TokenSettings tokens, List<ApiKey> apiKeys, Permissions anonymous) {
    public AccessSettings {
        apiKeys = List.copyOf(apiKeys);
        if (open) {
            requireAlone(tokens, apiKeys, anonymous);
        }
    }

    private static void requireAlone(TokenSettings tokens, List<ApiKey> apiKeys, Permissions anonymous) {
        List<String> others = new ArrayList<>();
        if (!tokens.keys().isEmpty()) {
            others.add("--token-key");
        }
        if (tokens.jwks().isPresent()) {
            others.add("--jwks");
        }
        if (!apiKeys.isEmpty()) {
            others.add("api-keys");
        }
        if (!anonymous.equals(Permissions.NONE)) {
            others.add("anonymous");
        }
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("--open must not be given with " + String.join(" and ", others)
                    + ": it permits everything to every client, and the others limit what a client may do");
        }
    }

    public static AccessSettings defaults() {
        return new AccessSettings(false, TokenSettings.NONE, List.of(), Permissions.NONE);
    }

    /** These settings with other API keys and permissions from the file. */
    public AccessSettings with(List<ApiKey> apiKeys, Permissions anonymous) {
        return new AccessSettings(open, tokens, apiKeys, anonymous);
    }

    /** The API keys, each also with the permissions of anonymous clients: credentials never reduce permissions. */
    public List<ApiKey> effectiveApiKeys() {
        return apiKeys.stream().map(key -> key.and(anonymous)).toList();
    }

    /** Whether a client needs credentials for anything. */
    public boolean isClosed() {
        return tokens.areSet() || !apiKeys.isEmpty() || !anonymous.equals(Permissions.NONE);
    }

    /** The access rules on one line, for logs. */
    public String summary() {
        if (!isClosed()) {
            return open
                    ? "open (--open): every client may do everything"
                    : "open to this machine: every client may do everything";
        }
        List<String> credentials = new ArrayList<>();
        if (tokens.areSet()) {
            credentials.add("tokens");
        }
        if (!apiKeys.isEmpty()) {
            credentials.add(apiKeys.size() == 1 ? "1 API key" : apiKeys.size() + " API keys");
        }
        return (credentials.isEmpty() ? "no credentials" : String.join(" and ", credentials)) + "; without: "
                + shown(anonymous);
    }

    private static String shown(Permissions permitted) {
        if (permitted.equals(Permissions.NONE)) {
            return "nothing";
        }
        return "subscribe to " + shown(permitted.subscribe()) + ", publish to " + shown(permitted.publish());
    }

    private static String shown(List<TopicPattern> patterns) {
        return patterns.isEmpty()
                ? "nothing"
                : patterns.stream().map(TopicPattern::value).collect(Collectors.joining(" "));
    }

    /**
     * Prevents that a service is open by accident.
     *
     * @throws IllegalArgumentException when other machines can reach {@code host}, and neither keys nor {@code --open}
     *     are set
     */
    void requireIntended(String host) {
        if (!open && !isClosed() && !isLoopback(host)) {
            throw new IllegalArgumentException("--host must be a loopback address such as 127.0.0.1, or localhost, was "
                    + host
                    + ": other machines need keys (--token-key, --jwks, or api-keys in the file of --config), or --open lets"
                    + " every client do everything");
        }
    }

    /**
     * Accepts no name except localhost. DNS decides what a name resolves to, and may give another address when the
     * service listens.
     */
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return host.equalsIgnoreCase("localhost");
        }
    }
}
