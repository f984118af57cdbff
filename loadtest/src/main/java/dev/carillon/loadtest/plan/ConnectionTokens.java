package dev.carillon.loadtest.plan;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The credentials of connections. Connection number {@code i} sends token number {@code i} modulo the count. No message
 * or report contains a token.
 *
 * @param in where a request contains its token
 */
public record ConnectionTokens(List<String> values, In in) {
    /** No tokens: connections send no credentials. */
    public static final ConnectionTokens NONE = none(In.HEADER);

    /** A token in a form in which the answer of a server may repeat it. */
    private static final Pattern SHOWN = Pattern.compile("(?i)(bearer(?:[ .]|%20)|[?&]token=)[^\\s&\"'<>,;\\])]+");

    /** Characters that a subprotocol must not contain (RFC 9110, 5.6.2). */
    private static final String NOT_IN_SUBPROTOCOL = "\"(),/:;<=>?@[\\]{}";

    /** Where a request contains its token. */
    public enum In {
        /** {@code Authorization: Bearer TOKEN}. */
        HEADER,
        /** {@code ?token=TOKEN}. */
        QUERY,
        /** The subprotocol {@code bearer.TOKEN}, which browsers can send. A POST has the header instead. */
        SUBPROTOCOL
    }

    /** No tokens; {@code in} is where a request would contain one. */
    public static ConnectionTokens none(In in) {
        return new ConnectionTokens(List.of(), in);
    }

    public ConnectionTokens {
        values = List.copyOf(values);
    }

    /**
     * Reads one token from each line. Empty lines are ignored.
     *
     * @throws IllegalArgumentException if the file cannot be read, a line is not a token, or the file has no token
     */
    public static ConnectionTokens of(Path file, In in) {
        List<String> tokens = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String token = line.strip();
            if (!token.isEmpty()) {
                requireToken(token, in, "line " + number + " of --token-file " + file);
                tokens.add(token);
            }
        }
        Require.that(
                !tokens.isEmpty(), "--token-file must have a token or an API key in each line, was empty: " + file);
        return new ConnectionTokens(tokens, in);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("--token-file must be a file that can be read, was " + file, unreadable);
        }
    }

    /** Checks a token. The error message contains no part of it. */
    private static void requireToken(String token, In in, String where) {
        Require.that(
                token.chars().allMatch(c -> c > ' ' && c <= '~'),
                where + " must be a token, has spaces or characters beyond ASCII");
        Require.that(
                in != In.SUBPROTOCOL || token.chars().noneMatch(c -> NOT_IN_SUBPROTOCOL.indexOf(c) >= 0),
                where + " must have no characters such as / and = with --token-in subprotocol");
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Whether all connections send the same token, or none. */
    public boolean areAlike() {
        return values.size() < 2;
    }

    /** The same tokens for POST requests, which have a header instead of the subprotocol of a WebSocket. */
    public ConnectionTokens forPosts() {
        return in == In.SUBPROTOCOL ? new ConnectionTokens(values, In.HEADER) : this;
    }

    /** The header of connection {@code number}, if requests contain their tokens in a header. */
    public Optional<Map.Entry<String, String>> header(int number) {
        return value(In.HEADER, number).map(token -> Map.entry("Authorization", "Bearer " + token));
    }

    /** The subprotocol of connection {@code number}, if requests contain their tokens in a subprotocol. */
    public Optional<String> subprotocol(int number) {
        return value(In.SUBPROTOCOL, number).map("bearer."::concat);
    }

    /** {@code path} as connection {@code number} requests it: with its token, if requests contain it in the query. */
    public String path(String path, int number) {
        String parameter = path.contains("?") ? "&token=" : "?token=";
        return value(In.QUERY, number)
                .map(token -> path + parameter + URLEncoder.encode(token, StandardCharsets.US_ASCII))
                .orElse(path);
    }

    private Optional<String> value(In place, int number) {
        return isEmpty() || in != place ? Optional.empty() : Optional.of(values.get(number % values.size()));
    }

    /** {@code text} for users, in which everything that may be a token is replaced by an ellipsis. */
    public static String hidden(String text) {
        return SHOWN.matcher(text).replaceAll("$1…");
    }

    @Override
    public String toString() {
        return values.size() + " tokens";
    }
}
