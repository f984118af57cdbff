package dev.carillon.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/**
 * A topic or a pattern as a segment of a path: UTF-8, percent-encoded or not (RFC 3986, 2.1). A plus sign is not a
 * space. Nothing is normalised: two texts are the same topic only if their bytes are equal.
 */
public final class TopicPath {
    private static final String EXPECTED = "topic in a path must be UTF-8, percent-encoded where necessary";

    private TopicPath() {}

    /** Encodes {@code topic} in UTF-8. Every byte is percent-encoded except letters, digits and {@code - . _ *}. */
    public static String encode(String topic) {
        // The JDK has only the encoder for HTML forms, which writes a space as a plus sign and a plus sign as %2B.
        return URLEncoder.encode(topic, UTF_8).replace("+", "%20");
    }

    /**
     * Decodes a segment.
     *
     * @param segment as it came over the wire, each byte a character
     * @throws InvalidTopic when a percent sign is not followed by two hexadecimal digits, or the bytes are not UTF-8
     */
    public static String decode(String segment) {
        try {
            return PercentEncoding.decode(segment);
        } catch (InvalidEncoding invalid) {
            throw new InvalidTopic(EXPECTED + ", was " + invalid.getMessage());
        }
    }
}
