package dev.carillon.loadtest.plan;

import dev.carillon.handshake.ClientHandshake;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The protocol of a server: the request of a client, its first messages, how it detects that it is ready, and the form
 * of a publication.
 *
 * @param subprotocols offered in the handshake, in order of preference
 * @param headers of the handshake; a name may occur several times; a Host header replaces the host of the URL
 * @param firstMessages texts that every connection sends as soon as it is open; {@code {topic}} stands for the number
 *     of its topic
 * @param readyMatch text within a received message that shows that the connection is ready; if empty, a connection is
 *     ready as soon as it is open
 * @param publishTemplate message, or body of a POST, that publishes {@code {payload}} to topic number {@code {topic}};
 *     if empty, it is the payload alone
 * @param publishPath path to which publications are posted, if it is not that of the subscribers; may contain
 *     {@code {topic}}
 * @param eventStreams whether subscribers open event streams instead of WebSockets
 * @param resumption how a subscriber that reconnects says what it has received
 * @param tokens credentials of connections and POST requests
 */
public record Dialect(
        List<String> subprotocols,
        List<Map.Entry<String, String>> headers,
        List<String> firstMessages,
        Optional<String> readyMatch,
        Optional<String> publishTemplate,
        Optional<String> publishPath,
        boolean eventStreams,
        Optional<Resumption> resumption,
        ConnectionTokens tokens) {
    /** The placeholder in a template for the payload of a publication. */
    public static final String PAYLOAD = "{payload}";

    private static final String ONLY_REQUEST =
            "--subprotocol, --first-message and --resume-message must not be given with"
                    + " --sse: a subscriber of an event stream sends its request only";

    /** A token of HTTP, such as the name of a header or a subprotocol (RFC 9110, 5.6.2). */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final List<String> OF_CONTENT = List.of("Content-Length", "Transfer-Encoding");

    /** Each topic is a URL, and messages are raw: the protocol of Carillon and of many other servers. */
    public static final Dialect PLAIN = new Dialect(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            ConnectionTokens.NONE);

    public Dialect {
        subprotocols = List.copyOf(subprotocols);
        headers = List.copyOf(headers);
        headers.forEach(Dialect::requireFree);
        subprotocols.forEach(Dialect::requireToken);
        Require.that(headers.stream().filter(Dialect::isHost).count() <= 1, "--header Host must be given once");
        firstMessages = List.copyOf(firstMessages);
        resumption.ifPresent(how -> {
            how.headers().forEach(Dialect::requireFree);
            how.requireKnown(eventStreams);
            Require.that(!eventStreams || how.messages().isEmpty(), ONLY_REQUEST);
        });
        requireOnePlace(tokens, headers, eventStreams);
        publishTemplate.ifPresent(template -> Require.that(
                template.contains(PAYLOAD), "--publish-template must contain " + PAYLOAD + ", was '" + template + "'"));
        publishPath.ifPresent(Dialect::requirePath);
        Require.that(!eventStreams || (subprotocols.isEmpty() && firstMessages.isEmpty()), ONLY_REQUEST);
    }

    /**
     * Reads a header as curl writes it, {@code Name: value}.
     *
     * @throws IllegalArgumentException if {@code text} has another form
     */
    public static Map.Entry<String, String> header(String text) {
        int colon = text.indexOf(':');
        Require.that(
                colon > 0 && text.chars().noneMatch(Character::isISOControl),
                "--header must be NAME:VALUE on one line, was '" + text + "'");
        String name = text.substring(0, colon).strip();
        Require.that(
                TOKEN.matcher(name).matches(),
                "--header must have a name of letters, digits and hyphens, was '" + text + "'");
        return Map.entry(name, text.substring(colon + 1).strip());
    }

    /** The same dialect, in which subscribers that reconnect resume in this way. */
    public Dialect resuming(Resumption how) {
        return with(Optional.of(how), tokens);
    }

    /** The same dialect with these credentials. */
    public Dialect with(ConnectionTokens others) {
        return with(resumption, others);
    }

    private Dialect with(Optional<Resumption> how, ConnectionTokens shown) {
        return new Dialect(
                subprotocols,
                headers,
                firstMessages,
                readyMatch,
                publishTemplate,
                publishPath,
                eventStreams,
                how,
                shown);
    }

    /** The value of the Host header that replaces the host of the URL, if there is such a header. */
    public Optional<String> host() {
        return headers.stream().filter(Dialect::isHost).map(Map.Entry::getValue).findFirst();
    }

    /** All headers but Host. */
    public List<Map.Entry<String, String>> otherHeaders() {
        return headers.stream().filter(header -> !isHost(header)).toList();
    }

    private static boolean isHost(Map.Entry<String, String> header) {
        return header.getKey().equalsIgnoreCase("Host");
    }

    /**
     * Refuses a header that the handshake sets itself, which would then occur twice, and the length of a content, which
     * the request does not have.
     */
    private static void requireFree(Map.Entry<String, String> header) {
        String name = header.getKey();
        Require.that(
                !name.equalsIgnoreCase("Sec-WebSocket-Protocol"),
                "--header must not be " + name + ": give --subprotocol instead");
        boolean own = ClientHandshake.isOwn(name) && !isHost(header);
        Require.that(
                !own && OF_CONTENT.stream().noneMatch(name::equalsIgnoreCase),
                "--header must not be " + name + ", which the tester sets itself");
    }

    /** Refuses a second place for credentials: two tokens in one request could belong to different clients. */
    private static void requireOnePlace(
            ConnectionTokens tokens, List<Map.Entry<String, String>> headers, boolean eventStreams) {
        if (tokens.isEmpty()) {
            return;
        }
        Require.that(
                headers.stream().noneMatch(header -> header.getKey().equalsIgnoreCase("Authorization")),
                "--header Authorization and --token-file must not both be given");
        Require.that(
                !eventStreams || tokens.in() != ConnectionTokens.In.SUBPROTOCOL,
                "--token-in must be header or query with --sse, was subprotocol");
    }

    private static void requireToken(String subprotocol) {
        Require.that(
                TOKEN.matcher(subprotocol).matches(),
                "--subprotocol must be one name without spaces and commas, was '" + subprotocol + "'");
    }

    /** Whether the user says how to subscribe or publish other than with headers and the path of a POST. */
    public boolean hasTemplates() {
        return !subprotocols.isEmpty()
                || !firstMessages.isEmpty()
                || readyMatch.isPresent()
                || publishTemplate.isPresent();
    }

    /** Whether a subscriber may receive a publication with other text around it. */
    public boolean wraps() {
        return publishTemplate.isPresent()
                || publishPath.isPresent()
                || !firstMessages.isEmpty()
                || eventStreams
                || resumption.isPresent();
    }

    /** The message that publishes {@code payload} to topic number {@code topic}. */
    public byte[] publication(int topic, byte[] payload) {
        return publishTemplate
                .map(text -> ofTopic(text, topic)
                        .replace(PAYLOAD, new String(payload, StandardCharsets.US_ASCII))
                        .getBytes(StandardCharsets.UTF_8))
                .orElse(payload);
    }

    /** {@code text} with the number of a topic in place of the placeholder. */
    public static String ofTopic(String text, int topic) {
        return text.replace(Target.TOPIC, Integer.toString(topic));
    }

    private static void requirePath(String path) {
        Require.that(
                path.startsWith("/") && !path.contains("#") && path.chars().noneMatch(Character::isISOControl),
                "--publish-http must be a path on the same server such as /publish, was '" + path + "'");
    }
}
