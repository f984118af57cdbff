package dev.carillon.loadtest.plan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The WebSocket endpoint under test, its name resolved once.
 *
 * @param host as the user wrote it, for the Host header
 * @param path with its query; may contain {@value #TOPIC}
 */
public record Target(String host, InetSocketAddress address, String path) {

    /** Stands in a path for the number of a topic. */
    public static final String TOPIC = "{topic}";

    private static final Pattern URL =
            Pattern.compile("ws://(\\[[^\\]]+\\]|[^:/?#\\[\\]]+)(?::(\\d{1,5}))?(/[^#\\s]*)?");

    /**
     * Reads {@code ws://host[:port][/path]}.
     *
     * @throws IllegalArgumentException when it is anything else, or the host is not known
     */
    public static Target of(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("URL must be ws://host[:port][/path], was " + url);
        }
        String host = matcher.group(1);
        int port = Integer.parseInt(Objects.requireNonNullElse(matcher.group(2), "80"));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("URL must name a port from 1 to 65535, was " + url);
        }
        String path = Objects.requireNonNullElse(matcher.group(3), "/");
        return new Target(host, new InetSocketAddress(resolve(host, url), port), path);
    }

    public boolean isLoopback() {
        return address.getAddress().isLoopbackAddress();
    }

    public String hostHeader() {
        return address.getPort() == 80 ? host : host + ":" + address.getPort();
    }

    /**
     * Where topic number {@code topic} of {@code topics} is: {@value #TOPIC} replaced by the number, or else the number
     * as one more segment of the topic's name. A single topic is the path as it stands.
     */
    public String pathOfTopic(int topic, int topics) {
        if (path.contains(TOPIC)) {
            return path.replace(TOPIC, Integer.toString(topic));
        }
        if (topics == 1) {
            return path;
        }
        int query = path.indexOf('?');
        return query < 0 ? path + "." + topic : path.substring(0, query) + "." + topic + path.substring(query);
    }

    @Override
    public String toString() {
        return "ws://" + hostHeader() + path;
    }

    private static InetAddress resolve(String host, String url) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("URL must name a host that is known here, was " + url, unknown);
        }
    }
}
