package dev.carillon.loadtest.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a server wants to be spoken to where a topic is not just a URL: what a client asks for, what it says first, how it
 * knows that it is ready, and what a publication looks like.
 *
 * @param subprotocols offered in the handshake, in order of preference
 * @param headers of the handshake, besides those that every handshake has
 * @param firstMessages text that every connection sends as soon as it is open; {@code {topic}} stands for the number of
 *     its topic
 * @param readyMatch text within a message that says that a connection is ready; without it, an open one is
 * @param publishTemplate the text message that publishes {@code {payload}} to topic number {@code {topic}}
 * @param publishPath where publications are posted instead; may contain {@code {topic}}
 */
public record Dialect(
        List<String> subprotocols,
        Map<String, String> headers,
        List<String> firstMessages,
        Optional<String> readyMatch,
        Optional<String> publishTemplate,
        Optional<String> publishPath) {
    /** Stands in a template for what is published. */
    public static final String PAYLOAD = "{payload}";

    /** Raw messages on a topic that is a URL: Carillon's own, and that of many others. */
    public static final Dialect PLAIN =
            new Dialect(List.of(), Map.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public Dialect {
        subprotocols = List.copyOf(subprotocols);
        headers = new LinkedHashMap<>(headers);
        firstMessages = List.copyOf(firstMessages);
        publishTemplate.ifPresent(Dialect::requirePayload);
        publishPath.ifPresent(Dialect::requirePath);
        if (publishTemplate.isPresent() && publishPath.isPresent()) {
            throw new IllegalArgumentException("--publish-template and --publish-http must not both be given");
        }
    }

    /**
     * Reads a header as curl writes it, {@code Name: value}.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static Map.Entry<String, String> header(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("--header must be NAME:VALUE on one line, was '" + text + "'");
        }
        return Map.entry(
                text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }

    /** Whether a publication may reach a subscriber with something around it. */
    public boolean wraps() {
        return publishTemplate.isPresent() || publishPath.isPresent() || !firstMessages.isEmpty();
    }

    /** {@code text} for the topic of that number. */
    public static String ofTopic(String text, int topic) {
        return text.replace(Target.TOPIC, Integer.toString(topic));
    }

    private static void requirePayload(String template) {
        if (!template.contains(PAYLOAD)) {
            throw new IllegalArgumentException(
                    "--publish-template must contain " + PAYLOAD + ", was '" + template + "'");
        }
    }

    private static void requirePath(String path) {
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException(
                    "--publish-http must be a path on the same server such as /publish, was '" + path + "'");
        }
    }
}
