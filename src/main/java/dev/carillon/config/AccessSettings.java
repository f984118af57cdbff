package dev.carillon.config;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Which clients may do what.
 *
 * @param open whether every client may do everything, though the service can be reached from other machines
 * @param tokens how tokens are verified
 * @param apiKeys of back ends
 * @param anonymous what a client without credentials may do
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
            throw new IllegalArgumentException("--open must stand alone, was beside " + String.join(" and ", others)
                    + ": it lets every client do everything, and the others say which client may do what");
        }
    }

    public static AccessSettings defaults() {
        return new AccessSettings(false, TokenSettings.NONE, List.of(), Permissions.NONE);
    }

    /** The same with other settings from the file. */
    public AccessSettings with(List<ApiKey> apiKeys, Permissions anonymous) {
        return new AccessSettings(open, tokens, apiKeys, anonymous);
    }

    /** The API keys with what anonymous clients may do, too: nobody may do less with credentials than without. */
    public List<ApiKey> effectiveApiKeys() {
        return apiKeys.stream().map(key -> key.and(anonymous)).toList();
    }

    /** Whether a client needs credentials for anything. */
    public boolean isClosed() {
        return tokens.areSet() || !apiKeys.isEmpty() || !anonymous.equals(Permissions.NONE);
    }

    /**
     * Nothing is open by accident.
     *
     * @throws IllegalArgumentException where other machines can reach {@code host}, and neither keys nor {@code --open} say what
     *     they may do
     */
    void requireIntended(String host) {
        if (!open && !isClosed() && !isLoopback(host)) {
            throw new IllegalArgumentException("--host must be a loopback address such as 127.0.0.1, was " + host
                    + ": other machines need keys (--token-key, --jwks, or api-keys in the file of --config), or --open lets"
                    + " every client do everything");
        }
    }

    /** A name that is not localhost is one that other machines know. */
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return Authority.of(host).map(Authority::isLoopback).orElse(false);
        }
    }
}
