package dev.carillon.http;

import dev.carillon.config.Authority;
import dev.carillon.handshake.OpeningRequest;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.PercentEncoding;
import dev.carillon.topic.TopicPath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of a request target (RFC 9112, 3.2). */
public final class RequestTarget {
    /** The prefix of a topic's path. */
    public static final String TOPICS = "/topics/";

    /** The path for several publications in one request. */
    public static final String PUBLISH = "/publish";

    /** The target of OPTIONS for the whole service. */
    static final String EVERYTHING = "*";

    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?|wss?)://([^/?]*)(.*)");

    private RequestTarget() {}

    /** Whether the target is a path, with or without a host, or the asterisk where it is permitted. */
    static boolean isValid(OpeningRequest request) {
        String target = request.target();
        if (target.startsWith("/")) {
            return isPath(target);
        }
        if (target.equals(EVERYTHING)) {
            return request.method().equals("OPTIONS");
        }
        return absolute(target)
                .filter(parts -> Authority.isOne(parts.group(1)) && isPath(parts.group(2)))
                .isPresent();
    }

    /** The host before a path. It takes precedence over the Host header (RFC 9112, 3.2.2). */
    static Optional<Authority> authority(String target) {
        return absolute(target).flatMap(parts -> Authority.of(parts.group(1)));
    }

    /** The path of a valid target, without its host and its query. */
    public static String path(String target) {
        String hostAndPath = withoutQuery(target);
        return absolute(hostAndPath).map(parts -> parts.group(2)).orElse(hostAndPath);
    }

    /** Whether a post to {@code path} publishes. */
    public static boolean publishes(String path) {
        return path.startsWith(TOPICS) || path.equals(PUBLISH);
    }

    /**
     * The topic in {@code path} after {@link #TOPICS}, up to the next slash.
     *
     * @throws InvalidTopic when its encoding is not valid
     */
    public static String topic(String path) {
        String topicAndRest = path.substring(TOPICS.length());
        int end = topicAndRest.indexOf('/');
        return TopicPath.decode(end < 0 ? topicAndRest : topicAndRest.substring(0, end));
    }

    /** A target for an error text: short, in visible ASCII, and without the query, which may contain a token. */
    static String shown(String target) {
        String hostAndPath = withoutQuery(target);
        return Answers.shown(hostAndPath) + (hostAndPath.length() < target.length() ? "?..." : "");
    }

    private static String withoutQuery(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The host and the rest of a target with a host; empty for other forms. Most are paths, which cost no match. */
    private static Optional<Matcher> absolute(String target) {
        if (target.startsWith("/")) {
            return Optional.empty();
        }
        Matcher parts = ABSOLUTE.matcher(target);
        return parts.matches() ? Optional.of(parts) : Optional.empty();
    }

    /** The topic checks bytes beyond ASCII, and the route checks the query. */
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
