package dev.carillon.http;

import dev.carillon.config.Authority;
import dev.carillon.handshake.OpeningRequest;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.PercentEncoding;
import dev.carillon.topic.TopicPath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which a request names what it is about (RFC 9112, 3.2). */
public final class RequestTarget {
    /** In front of the name of a topic. */
    public static final String TOPICS = "/topics/";

    /** Where several publications are posted at once. */
    public static final String PUBLISH = "/publish";

    /** What OPTIONS asks of the whole service. */
    static final String EVERYTHING = "*";

    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?|wss?)://([^/?]*)(.*)");

    private RequestTarget() {}

    /** Whether a request names a path, with a host in front of it or without, or may name everything. */
    static boolean isOne(OpeningRequest request) {
        String target = request.target();
        if (target.startsWith("/")) {
            return isPath(target);
        }
        if (target.equals(EVERYTHING)) {
            return request.method().equals("OPTIONS");
        }
        Matcher absolute = ABSOLUTE.matcher(target);
        return absolute.matches() && Authority.isOne(absolute.group(1)) && isPath(absolute.group(2));
    }

    /** The host in front of a path; it counts, and not that of the Host header (RFC 9112, 3.2.2). */
    static Optional<Authority> authority(String target) {
        if (target.startsWith("/")) {
            return Optional.empty();
        }
        Matcher absolute = ABSOLUTE.matcher(target);
        return absolute.matches() ? Authority.of(absolute.group(1)) : Optional.empty();
    }

    /** The path of a target that is one, without its query. */
    public static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Whether a post to {@code path} publishes. */
    public static boolean publishes(String path) {
        return path.startsWith(TOPICS) || path.equals(PUBLISH);
    }

    /**
     * The text of the topic that {@code path} names behind {@link #TOPICS}, up to the next slash.
     *
     * @throws InvalidTopic when its encoding is not valid
     */
    public static String topic(String path) {
        String topicAndRest = path.substring(TOPICS.length());
        int end = topicAndRest.indexOf('/');
        return TopicPath.decode(end < 0 ? topicAndRest : topicAndRest.substring(0, end));
    }

    /** What a peer sent as one, for an error text: short, in visible ASCII, and without the query, which may have a token. */
    static String shown(String target) {
        String path = path(target);
        return Answers.shown(path) + (path.length() < target.length() ? "?..." : "");
    }

    /** Bytes beyond ASCII are for the topic to judge, and the query for the path that reads it. */
    private static boolean isPath(String target) {
        for (int i = 0; i < target.length() && target.charAt(i) != '?'; i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c == 0x7f || (c == '%' && !PercentEncoding.isEscape(target, i))) {
                return false;
            }
        }
        return true;
    }
}
