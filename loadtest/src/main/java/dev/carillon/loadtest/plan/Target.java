package dev.carillon.loadtest.plan;

import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The endpoint under test, for WebSockets or event streams. The name of its host is resolved once.
 *
 * @param host as the user writes it, for the Host header
 * @param addresses of the servers
 * @param cluster whether each server has all topics; if not, each has a part of them
 * @param path with its query; may contain {@value #TOPIC}
 * @param security authorities to trust; empty if the connection is not encrypted
 * @param dialect protocol of the server
 */
public record Target(
        String host,
        List<InetSocketAddress> addresses,
        boolean cluster,
        String path,
        Optional<Security> security,
        Dialect dialect) {

    /** The placeholder in a path for the number of a topic. */
    public static final String TOPIC = "{topic}";

    private static final Pattern URL = Pattern.compile("(?i:(http|ws)(s?))://([^/?#]*)([^#]*)(#.*)?", Pattern.DOTALL);

    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[^\\]@]+\\]|[^:@\\[\\]\\s]+)(?::(\\d{1,5}(?:,\\d{1,5})*)?)?");

    /** An octet that a path and a query must not contain unencoded (RFC 3986, 3.3 and 3.4). */
    private static final Pattern NOT_IN_REQUEST_LINE =
            Pattern.compile("(?s)(?!%[0-9A-Fa-f]{2})[^-._~!$&'()*+,;=:@/?0-9A-Za-z]");

    /** Reads a URL, as the other method does, with the default authorities and the plain dialect. */
    public static Target of(String url) {
        return of(url, Security.DEFAULT, Dialect.PLAIN);
    }

    /**
     * Reads {@code ws://host[:port,port…][/path][?query]}, or {@code wss://}, for which {@code security} is used. For
     * event streams, {@code http://} and {@code https://} are allowed too.
     *
     * @throws IllegalArgumentException if {@code url} has another form, or its host is unknown
     */
    public static Target of(String url, Security security, Dialect dialect) {
        String form = "URL must be %1$s://host[:port][/path] or %1$ss://, was %2$s"
                .formatted(dialect.eventStreams() ? "http" : "ws", url);
        Matcher matcher = URL.matcher(url);
        Require.that(
                matcher.matches() && (dialect.eventStreams() || matcher.group(1).equalsIgnoreCase("ws")), form);
        Require.that(
                matcher.group(5) == null,
                "URL must have no fragment, since a WebSocket has none (RFC 6455, 3); a # in a path is %23; was "
                        + url);
        Matcher authority = AUTHORITY.matcher(withoutUser(matcher.group(3)));
        Require.that(authority.matches(), form);
        boolean encrypted = !matcher.group(2).isEmpty();
        String host = ascii(authority.group(1), url);
        String ports = Objects.requireNonNullElse(authority.group(2), encrypted ? "443" : "80");
        InetAddress machine = resolve(host, url);
        String path = matcher.group(4);
        return new Target(
                host,
                Arrays.stream(ports.split(",", -1))
                        .map(port -> new InetSocketAddress(machine, port(port, url)))
                        .toList(),
                false,
                path.startsWith("/") ? path : "/" + path,
                encrypted ? Optional.of(security) : Optional.empty(),
                dialect);
    }

    /** The same server as a cluster that has a node at each address of its host. */
    public Target onAllAddresses() {
        return onAll(allOf(host, host));
    }

    /**
     * The same server as a cluster that has a node at each of these addresses.
     *
     * @param machines in any order, since a name server changes it; they are sorted, because all processes of a run
     *     must have the same order
     */
    Target onAll(List<InetAddress> machines) {
        List<InetSocketAddress> all = machines.stream()
                .filter(each -> each.getClass() == address().getAddress().getClass())
                .distinct()
                .sorted(Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned))
                .flatMap(each -> addresses.stream().map(port -> new InetSocketAddress(unnamed(each), port.getPort())))
                .toList();
        return new Target(host, all, all.size() > addresses.size(), path, security, dialect);
    }

    /** The address without the name of its host, which has several addresses and must not be looked up again. */
    private static InetAddress unnamed(InetAddress address) {
        return InetAddress.ofLiteral(address.getHostAddress());
    }

    /** Refuses a user in the URL. The error message does not contain the password, because it may end up in a log. */
    private static String withoutUser(String authority) {
        Require.that(
                !authority.contains("@"),
                "URL must not contain a user: give --header 'Authorization: …' instead; was ws://…@"
                        + authority.substring(authority.lastIndexOf('@') + 1));
        return authority;
    }

    private static String ascii(String host, String url) {
        try {
            return host.startsWith("[") ? host : IDN.toASCII(host);
        } catch (IllegalArgumentException noName) {
            throw new IllegalArgumentException("URL must name a host, was " + url, noName);
        }
    }

    public Target {
        addresses = List.copyOf(addresses);
    }

    /**
     * The same server as a cluster to which these nodes belong too.
     *
     * @param others each {@code host:port}
     * @throws IllegalArgumentException if one has another form, or its host is unknown
     */
    public Target withNodes(List<String> others) {
        List<InetSocketAddress> all = new ArrayList<>(addresses);
        for (String other : others) {
            Matcher authority = AUTHORITY.matcher(other);
            Require.that(
                    authority.matches()
                            && authority.group(2) != null
                            && !authority.group(2).contains(","),
                    "--nodes must be host:port, separated by commas, was " + other);
            all.add(new InetSocketAddress(resolve(authority.group(1), other), port(authority.group(2), other)));
        }
        return new Target(host, all, true, path, security, dialect);
    }

    /** The same server with another dialect. */
    Target with(Dialect other) {
        return new Target(host, addresses, cluster, path, security, other);
    }

    /** The address of the server, or of the first of several servers. */
    public InetSocketAddress address() {
        return addresses.getFirst();
    }

    /**
     * The address of the server to which a client with topic number {@code topic} connects. Topics are dealt out to
     * independent servers in turn; clients are dealt out to the nodes of a cluster in turn.
     *
     * @param turn of the client, see {@link Workload.Fanout#turnOf}
     */
    public InetSocketAddress address(int topic, int turn) {
        return addresses.get(cluster ? node(turn) : topic % addresses.size());
    }

    /** The index of the node, from 0, to which a client with this turn connects. */
    public int node(int turn) {
        return turn % addresses.size();
    }

    public boolean isLoopback() {
        return addresses.stream().allMatch(address -> address.getAddress().isLoopbackAddress());
    }

    /** The value of the Host header: the one that the user gives, or else the server of the topic. */
    public String hostHeader(int topic) {
        return dialect.host().orElseGet(() -> authority(topic));
    }

    private String authority(int topic) {
        int port = address(topic, 0).getPort();
        return port == (security.isPresent() ? 443 : 80) ? host : host + ":" + port;
    }

    /**
     * The path of topic number {@code topic} of {@code topics}, percent-encoded for a request line. {@value #TOPIC} is
     * replaced by the number. A path without it gets the number as one more segment of the topic's name, unless there
     * is only one topic, or a first message contains the number.
     */
    public String pathOfTopic(int topic, int topics) {
        return encoded(pathAsWritten(topic, topics));
    }

    /**
     * The path of a POST to topic number {@code topic} of {@code topics}: that of the dialect, or else that of the
     * topic's subscribers.
     */
    public String publishPathOfTopic(int topic, int topics) {
        return dialect.publishPath().map(path -> pathOfTopic(path, topic)).orElseGet(() -> pathOfTopic(topic, topics));
    }

    /** A path that replaces that of the URL, for topic number {@code topic}, percent-encoded for a request line. */
    public static String pathOfTopic(String path, int topic) {
        return encoded(Dialect.ofTopic(path, topic));
    }

    private String pathAsWritten(int topic, int topics) {
        if (path.contains(TOPIC)) {
            return path.replace(TOPIC, Integer.toString(topic));
        }
        // If a first message names the topic, the URL does not.
        if (topics == 1 || dialect.firstMessages().stream().anyMatch(text -> text.contains(TOPIC))) {
            return path;
        }
        int query = path.indexOf('?');
        return query < 0 ? path + "." + topic : path.substring(0, query) + "." + topic + path.substring(query);
    }

    @Override
    public String toString() {
        return (dialect.eventStreams() ? "http" : "ws")
                + (security.isPresent() ? "s://" : "://")
                + authority(0)
                + ConnectionTokens.hidden(path)
                + (addresses.size() > 1
                        ? " and " + (addresses.size() - 1) + (cluster ? " more nodes" : " more ports")
                        : "");
    }

    private static int port(String digits, String url) {
        int port = Integer.parseInt(digits);
        Require.that(port >= 1 && port <= 65535, "URL must name a port from 1 to 65535, was " + url);
        return port;
    }

    private static InetAddress resolve(String host, String url) {
        return allOf(host, url).getFirst();
    }

    private static List<InetAddress> allOf(String host, String url) {
        try {
            // RFC 6874 encodes the % before a zone as %25; everywhere else, also in Java, it is not encoded.
            return List.of(InetAddress.getAllByName(host.replace("%25", "%")));
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("URL must name a host that is known here, was " + url, unknown);
        }
    }

    /**
     * Encodes as percent-encoded UTF-8 what a request line must not contain unencoded (RFC 3987, 3.1). Encoded octets
     * stay as they are.
     */
    private static String encoded(String path) {
        return NOT_IN_REQUEST_LINE
                .matcher(new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .replaceAll(octet -> "%%%02X".formatted((int) octet.group().charAt(0)));
    }
}
