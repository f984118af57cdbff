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
 * The endpoint under test, of WebSockets or event streams, its name resolved once.
 *
 * @param host as the user wrote it, for the Host header
 * @param addresses of the servers
 * @param cluster whether each server has all topics; or else each has a part of them
 * @param path with its query; may contain {@value #TOPIC}
 * @param security which authorities to trust, where the connection is encrypted
 * @param dialect how the server is spoken to
 */
public record Target(
        String host,
        List<InetSocketAddress> addresses,
        boolean cluster,
        String path,
        Optional<Security> security,
        Dialect dialect) {

    /** Stands in a path for the number of a topic. */
    public static final String TOPIC = "{topic}";

    private static final Pattern URL = Pattern.compile("(?i:(http|ws)(s?))://([^/?#]*)([^#]*)(#.*)?", Pattern.DOTALL);

    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[^\\]@]+\\]|[^:@\\[\\]\\s]+)(?::(\\d{1,5}(?:,\\d{1,5})*)?)?");

    /** An octet that a path and a query must not contain as it is (RFC 3986, 3.3 and 3.4). */
    private static final Pattern NOT_IN_REQUEST_LINE =
            Pattern.compile("(?s)(?!%[0-9A-Fa-f]{2})[^-._~!$&'()*+,;=:@/?0-9A-Za-z]");

    /** As the other one, for a server that needs no dialect. */
    public static Target of(String url) {
        return of(url, Security.DEFAULT, Dialect.PLAIN);
    }

    /**
     * Reads {@code ws://host[:port,port…][/path][?query]}, or {@code wss://}, where {@code security} counts; for event
     * streams {@code http://} and {@code https://} too.
     *
     * @throws IllegalArgumentException when it is anything else, or the host is not known
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

    /** The same server as a cluster of a node at each address that its host has. */
    public Target onAllAddresses() {
        return onAll(allOf(host, host));
    }

    /** @param machines in any order: a name server gives them in turns, and all processes of a run must agree */
    Target onAll(List<InetAddress> machines) {
        List<InetSocketAddress> all = machines.stream()
                .filter(each -> each.getClass() == address().getAddress().getClass())
                .distinct()
                .sorted(Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned))
                .flatMap(each -> addresses.stream().map(port -> new InetSocketAddress(unnamed(each), port.getPort())))
                .toList();
        return new Target(host, all, all.size() > addresses.size(), path, security, dialect);
    }

    /** An address that stays what it is where its host is looked up again. */
    private static InetAddress unnamed(InetAddress address) {
        return InetAddress.ofLiteral(address.getHostAddress());
    }

    /** The password is not repeated: the message may end up in a log. */
    private static String withoutUser(String authority) {
        Require.that(
                !authority.contains("@"),
                "URL must name no user: give --header 'Authorization: …' instead; was ws://…@"
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
     * The same server as a cluster with these nodes beside it.
     *
     * @param others each {@code host:port}
     * @throws IllegalArgumentException when one is anything else, or its host is not known
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

    /** The same server, spoken to in another way. */
    Target with(Dialect other) {
        return new Target(host, addresses, cluster, path, security, other);
    }

    /** That of the server, or of the first of several. */
    public InetSocketAddress address() {
        return addresses.getFirst();
    }

    /**
     * The server to which a client with topic number {@code topic} connects: independent servers have the topics in
     * turn, the nodes of a cluster have the clients in turn.
     *
     * @param turn of the client, see {@link Workload.Fanout#turnOf}
     */
    public InetSocketAddress address(int topic, int turn) {
        return addresses.get(cluster ? node(turn) : topic % addresses.size());
    }

    /** Which node of a cluster it is, from 0. */
    public int node(int turn) {
        return turn % addresses.size();
    }

    public boolean isLoopback() {
        return addresses.stream().allMatch(address -> address.getAddress().isLoopbackAddress());
    }

    /** The Host header: the server of that topic, or the value of the user. */
    public String hostHeader(int topic) {
        return dialect.host().orElseGet(() -> authority(topic));
    }

    private String authority(int topic) {
        int port = address(topic, 0).getPort();
        return port == (security.isPresent() ? 443 : 80) ? host : host + ":" + port;
    }

    /**
     * The path of topic number {@code topic} of {@code topics}: {@value #TOPIC} is replaced by the number, or the
     * number is added as one more segment of the topic's name. A single topic has the path as it is written.
     * Percent-encoded, as a request line has it.
     */
    public String pathOfTopic(int topic, int topics) {
        return encoded(pathAsWritten(topic, topics));
    }

    /**
     * The path to which topic number {@code topic} of {@code topics} is posted: its own, or that of its subscribers.
     */
    public String publishPathOfTopic(int topic, int topics) {
        return dialect.publishPath().map(path -> pathOfTopic(path, topic)).orElseGet(() -> pathOfTopic(topic, topics));
    }

    /** A path that is given in place of the URL's, for topic number {@code topic}. */
    public static String pathOfTopic(String path, int topic) {
        return encoded(Dialect.ofTopic(path, topic));
    }

    private String pathAsWritten(int topic, int topics) {
        if (path.contains(TOPIC)) {
            return path.replace(TOPIC, Integer.toString(topic));
        }
        // A user that names topics in the first message means them, and not the URL.
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
            // RFC 6874 encodes the % of a zone; all others write it as it is.
            return List.of(InetAddress.getAllByName(host.replace("%25", "%")));
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("URL must name a host that is known here, was " + url, unknown);
        }
    }

    /** Percent-encoded UTF-8 where a request line needs it (RFC 3987, 3.1); what is encoded already stays as it is. */
    private static String encoded(String path) {
        return NOT_IN_REQUEST_LINE
                .matcher(new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .replaceAll(octet -> "%%%02X".formatted((int) octet.group().charAt(0)));
    }
}
