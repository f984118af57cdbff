package dev.carillon.http;

import dev.carillon.config.IpAddress;
import dev.carillon.handshake.HeaderValues;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hops of a request according to a header: the address from which each proxy received it, the nearest proxy's last.
 * A hop without a valid address is empty.
 */
final class Hops {
    /** The port of RFC 7239, 6, which is ignored. */
    private static final String PORT = "(?::(?:\\d{1,5}|_[\\w.-]+))?";

    private static final Pattern IPV4 = Pattern.compile("([\\d.]+)" + PORT);
    private static final Pattern IPV6 = Pattern.compile("\\[([^\\]]*:[^\\]]*)]" + PORT);

    private Hops() {}

    /** The hops in {@code X-Forwarded-For}. */
    static List<Optional<InetAddress>> ofForwardedFor(List<String> lines) {
        return HeaderValues.elements(lines).stream().map(Hops::address).toList();
    }

    /** The hops in {@code Forwarded}. A line that is not valid (RFC 7239, 4) is one hop without an address. */
    static List<Optional<InetAddress>> ofForwarded(List<String> lines) {
        List<Optional<InetAddress>> hops = new ArrayList<>();
        for (String line : lines) {
            hops.addAll(ForwardedLine.read(line)
                    .map(nodes -> nodes.stream().map(Hops::address).toList())
                    .orElse(List.of(Optional.empty())));
        }
        return hops;
    }

    /** The address in {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1} or {@code [2001:db8::1]:80}. */
    private static Optional<InetAddress> address(String node) {
        Matcher ipv4 = IPV4.matcher(node);
        Matcher ipv6 = IPV6.matcher(node);
        if (ipv4.matches()) {
            return IpAddress.of(ipv4.group(1));
        }
        return IpAddress.of(ipv6.matches() ? ipv6.group(1) : node);
    }
}
