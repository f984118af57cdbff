package dev.carillon.loadtest.plan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The WebSocket endpoint under test, its name resolved once.
 *
 * @param host as the user wrote it, for the Host header
 * @param path with its query; may contain {@value #TOPIC}
 * @param security whom to trust, where the connection is encrypted
 * @param dialect how the server is spoken to
 */
public record Target(
        String host, InetSocketAddress address, String path, Optional<Security> security, Dialect dialect) {

    /** Stands in a path for the number of a topic. */
    public static final String TOPIC = "{topic}";

    private static final Pattern URL =
            Pattern.compile("ws(s?)://(\\[[^\\]]+\\]|[^:/?#\\[\\]]+)(?::(\\d{1,5}))?(/[^#\\s]*)?");

    /** As the other one, for a server that needs nothing said. */
    public static Target of(String url) {
        return of(url, Security.DEFAULT, Dialect.PLAIN);
    }

    /**
     * Reads {@code ws://host[:port][/path]}, or {@code wss://}, where {@code security} counts.
     *
     * @throws IllegalArgumentException when it is anything else, or the host is not known
     */
    public static Target of(String url, Security security, Dialect dialect) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("URL must be ws://host[:port][/path] or wss://, was " + url);
        }
        boolean encrypted = !matcher.group(1).isEmpty();
        String host = matcher.group(2);
        int port = Integer.parseInt(Objects.requireNonNullElse(matcher.group(3), encrypted ? "443" : "80"));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("URL must name a port from 1 to 65535, was " + url);
        }
        String path = Objects.requireNonNullElse(matcher.group(4), "/");
        return new Target(
                host,
                new InetSocketAddress(resolve(host, url), port),
                path,
                encrypted ? Optional.of(security) : Optional.empty(),
                dialect);
    }

    public boolean isLoopback() {
        return address.getAddress().isLoopbackAddress();
    }

    public String hostHeader() {
        return address.getPort() == (security.isPresent() ? 443 : 80) ? host : host + ":" + address.getPort();
    }

    /**
     * Where topic number {@code topic} of {@code topics} is: {@value #TOPIC} replaced by the number, or else the number
     * as one more segment of the topic's name. A single topic is the path as it stands.
     */
    public String pathOfTopic(int topic, int topics) {
        if (path.contains(TOPIC)) {
            return path.replace(TOPIC, Integer.toString(topic));
        }
        // Whoever names topics in his first message means them, and not the URL.
        if (topics == 1 || dialect.firstMessages().stream().anyMatch(text -> text.contains(TOPIC))) {
            return path;
        }
        int query = path.indexOf('?');
        return query < 0 ? path + "." + topic : path.substring(0, query) + "." + topic + path.substring(query);
    }

    @Override
    public String toString() {
        return (security.isPresent() ? "wss://" : "ws://") + hostHeader() + path;
    }

    private static InetAddress resolve(String host, String url) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("URL must name a host that is known here, was " + url, unknown);
        }
    }
}
