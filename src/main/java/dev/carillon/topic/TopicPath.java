package dev.carillon.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/**
 * The text of a topic or a pattern as a segment of a path has it: UTF-8, percent-encoded where the sender likes (RFC
 * 3986, 2.1). A plus is a plus. Nothing is normalised: two texts are one topic only if their bytes are the same.
 */
public final class TopicPath {
    private static final String EXPECTED = "topic in a path must be UTF-8, percent-encoded where necessary";

    private TopicPath() {}

    /** Returns {@code topic} in UTF-8, with every byte encoded but letters, digits and {@code - . _ *}. */
    public static String encode(String topic) {
        // The JDK has the encoder of HTML forms only, in which a space is a plus sign and a plus sign is %2B.
        return URLEncoder.encode(topic, UTF_8).replace("+", "%20");
    }

    /**
     * The text that {@code segment} stands for.
     *
     * @param segment as it came over the wire, each byte a character
     * @throws InvalidTopic when a percent sign begins no byte, or the bytes are no UTF-8
     */
    public static String decode(String segment) {
        try {
            return PercentEncoding.decode(segment);
        } catch (InvalidEncoding invalid) {
            throw new InvalidTopic(EXPECTED + ", was " + invalid.getMessage());
        }
    }
}
