package dev.carillon.publication;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** The form of a topic, or of a pattern, in the path of a URL: one segment, percent-encoded (RFC 3986, 2.1). */
public final class TopicPath {
    private TopicPath() {}

    /** Returns {@code topic} in UTF-8, with every byte encoded but letters, digits and {@code - . _ *}. */
    public static String encode(String topic) {
        // The JDK has the encoder of HTML forms only, in which a space is a plus sign and a plus sign is %2B.
        return URLEncoder.encode(topic, UTF_8).replace("+", "%20");
    }
}
